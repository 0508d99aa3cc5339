"""What an answer's preview warns of: it may repeat an earlier answer, only cite the law, or say too little (rule 18).

Hints, never a refusal: a program cannot know what is enough. Whoever publishes says that they have read them, and the ledger keeps that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import Agency
from app.petition import words
from app.petition.lifecycle import Stage
from app.petition.models import Petition
from app.respond import figures
from app.respond.differences import sentences
from app.respond.models import Outcome, Reply, Response
from app.respond.rules import Answer

# The latest answers of an agency that a new one is held against, and how much of each: 100 ms at the longest.
COMPARED = 200
READ = 4_000
# Shorter answers share their pairs by chance.
FEWEST_PAIRS = 40

ARTICLE = r"第[\d一二三四五六七八九十百零〇、之至及與]{1,12}[條項款目]"
LAW = r"[一-鿿]{1,20}?(?:法|條例|細則|規則|辦法|準則|要點|規程|憲法)"
CITED = re.compile(rf"(?:{LAW})(?:施行細則)?(?:[」》])?(?:{ARTICLE})+")
# Words with which an agency says what it does or why, besides what the law says.
OWN = re.compile(
    r"本[部會署局院處]|因為|由於|考量|預計|規劃|將於|將會|研議|檢討|試辦|採納|評估|改善|修正草案|編列|推動|[今明]年|已(?:經|於|完成|請|編|訂|公告)"
)


class Kind(StrEnum):
    REPEATS = "repeats"
    STATUTES = "statutes"
    SHORT = "short"
    NO_PROMISE = "no_promise"


@dataclass(frozen=True)
class Warning:
    """One hint; `facts` are the numbers its sentence needs, among them the number and title of an earlier petition."""

    kind: Kind
    facts: Mapping[str, object] = field(default_factory=dict)


def warnings(session: Session, petition: Petition, answer: Answer, *, agency: Agency) -> list[Warning]:
    """Every hint about this answer, as the agency's earlier ones now stand."""
    return [
        *_repeats(session, petition, answer, agency),
        *_statutes(answer, petition.policy.statutes_percent),
        *_short(answer, petition.policy.reason_useful),
        *_without_promise(answer),
    ]


def likeness(text: str, earlier: str) -> float:
    """The share of a text's pairs of characters that an earlier one has too, from 0 to 1; 0 for a very short text."""
    mine, theirs = Counter(words.bigrams(text)), Counter(words.bigrams(earlier))
    return (mine & theirs).total() / mine.total() if mine.total() >= FEWEST_PAIRS else 0.0


def is_only_citation(sentence: str) -> bool:
    """Does it name an article of a law, and nothing that the agency does or thinks?"""
    return bool(CITED.search(sentence)) and not OWN.search(sentence)


def _repeats(session: Session, petition: Petition, answer: Answer, agency: Agency) -> Iterator[Warning]:
    text = _text(answer.summary, (reply.reason for reply in answer.replies), answer.analysis)
    latest = figures.latest().subquery()
    rows = (
        select(Response, Petition)
        .join(latest, latest.c.id == Response.id)
        .join(Petition, Petition.id == Response.petition_id)
        .where(Response.agency_id == agency.id, Petition.id != petition.id, Petition.stage != Stage.HIDDEN)
        .options(selectinload(Response.replies))
        .order_by(Response.id.desc())
        .limit(COMPARED)
    )
    shares = [(likeness(text, _text_of(response)), other) for response, other in session.execute(rows)]
    share, other = max(shares, key=lambda row: row[0], default=(0.0, None))
    if other is not None and share * 100 >= petition.policy.repeats_percent:
        yield Warning(Kind.REPEATS, {"percent": int(share * 100), "number": other.number, "title": other.title})


def _statutes(answer: Answer, percent: int) -> Iterator[Warning]:
    said = [one for reply in answer.replies for one in sentences(reply.reason) if one.strip()]
    cited = sum(map(is_only_citation, said))
    if said and cited * 100 >= percent * len(said):
        yield Warning(Kind.STATUTES, {"cited": cited, "count": len(said)})


def _short(answer: Answer, least: int) -> Iterator[Warning]:
    short = [reply.demand_no for reply in answer.replies if len(reply.reason.strip()) < least]
    if short:
        yield Warning(Kind.SHORT, {"demands": short, "least": least})


def _without_promise(answer: Answer) -> Iterator[Warning]:
    """Adopted, and nothing said of what is done by when; what was being done already needs no promise."""
    adopted = [reply.demand_no for reply in answer.replies if reply.outcome is Outcome.ADOPTED and not reply.existing_policy]
    if adopted and not answer.promises:
        yield Warning(Kind.NO_PROMISE, {"demands": adopted})


def _text_of(response: Response) -> str:
    return _text(response.summary, _reasons(response.replies), response.analysis)


def _reasons(replies: Iterable[Reply]) -> Iterable[str]:
    return (reply.reason for reply in replies)


def _text(summary: str, reasons: Iterable[str], analysis: str) -> str:
    return "\n".join((summary, *reasons, analysis))[:READ]
