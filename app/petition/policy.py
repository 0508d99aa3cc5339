"""The numbers of the rules, as a dated rulebook. A petition keeps the numbers it was submitted under (rule 25).

The first entry stands here; what was changed since are rows (`app.petition.rulebook`), laid over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Policy:
    """Every number that the rules name, in the unit its name says; text lengths are in characters."""

    # rule 1: the text
    title_min: int = 10
    title_max: int = 60
    demands_max: int = 5
    demand_min: int = 5
    demand_max: int = 200
    text_max: int = 3_000
    evidence_max: int = 10
    agencies_max: int = 3
    similar_shown: int = 5
    # rule 3: how much one citizen may submit
    in_review_at_once: int = 1
    submissions: int = 3
    submissions_days: int = 30
    # rules 4, 6, 7: review
    review_workdays: int = 3
    claim_minutes: int = 30
    advice_workdays: int = 2
    appeal_days: int = 14
    duplicate_months: int = 6
    four_eyes_refuse: bool = False
    four_eyes_hide: bool = True
    second_look_percent: int = 5
    second_look_days: int = 30
    # merging two of the same by consent: how long an offer stands
    merge_offer_days: int = 14
    # a share of fewer cases is marked
    few: int = 5
    # rule 9: the proposer's dated updates
    update_title_max: int = 60
    update_text_max: int = 1_000
    updates: int = 2
    updates_days: int = 7
    # rules 8, 10, 11: endorsing
    endorse_days: int = 60
    endorse_threshold: int = 5_000
    endorsement_withdrawable: bool = True
    persons_per_phone: int = 1
    # section 2: no cell of a breakdown speaks of fewer people
    smallest_cell: int = 10
    # rule 14: early warnings
    early_warning: int = 1_000
    near_percent: int = 80
    accept_days: int = 7
    # rules 15 to 19, 21: the response
    respond_months: int = 2
    plan_days: int = 7
    contact_days: int = 14
    extend_months: int = 2
    meeting_seats_max: int = 100
    seat_days: int = 3
    lots_days: int = 14
    summary_max: int = 200
    recall_minutes: int = 5
    follow_up_months: int = 6
    # rule 22: after the answer
    answer_reply_max: int = 1_000
    ratings_shown_from: int = 30
    survey_days: int = 30
    survey_open_days: int = 30
    survey_text_max: int = 500
    attachments_max: int = 5
    attachment_max_mb: int = 10
    attachment_alternative_min: int = 20
    # what a preview warns of: a share of an earlier answer, of sentences that only cite, and reasons shorter than useful
    repeats_percent: int = 60
    statutes_percent: int = 50
    reason_useful: int = 20
    # rule 23: the discussion
    comment_min: int = 5
    comment_max: int = 1_000
    reply_max: int = 1_000
    comments_per_hour: int = 5
    comment_edit_minutes: int = 10
    discuss_rank_days: int = 30
    discuss_days_after_answer: int = 7
    # rule 24: how long before polling a pause begins
    pause_days: int = 60
    # after the answer
    close_days: int = 30
    key_months: int = 6


@dataclass(frozen=True)
class Entry:
    """From `since` (a local day, inclusive) on, `policy` holds for what is submitted; `instrument` is the act that says so."""

    since: date
    instrument: str
    policy: Policy


RULEBOOK = (Entry(date(2015, 9, 10), "公共政策網路參與實施要點", Policy()),)


def entry_for(day: date, rulebook: Sequence[Entry]) -> Entry:
    """The entry in force on a local day; of several from one day the last. Raises LookupError before the first."""
    in_force = [entry for entry in rulebook if entry.since <= day]
    if not in_force:
        raise LookupError(f"no policy is in force on {day}")
    return max(enumerate(in_force), key=lambda place: (place[1].since, place[0]))[1]


def policy_for(day: date, rulebook: Sequence[Entry]) -> Policy:
    """The numbers in force on a local day. Raises LookupError before the first entry."""
    return entry_for(day, rulebook).policy
