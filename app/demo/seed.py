"""Fill an empty platform with the demonstration, day by day, once.

The endorsements of the days gone by are written and committed, so that the tally counts them, then the clock's sweeps run,
then people act. The row of the clock's journey is written last and says that all of it is there: whoever finds the first
citizen without it finds a seeding that was killed, and begins anew.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from app.accounts import addresses, agencies
from app.accounts import people as accounts
from app.demo import content, crowd, desks, followers, hearings, kin, looks, office, people
from app.demo.crowd import Regret
from app.demo.plot import Plot
from app.demo.scene import Props, Scene
from app.demo.story import Characters, Story
from app.discuss.models import CommentDecision
from app.endorse import actions as endorse
from app.kernel import office_days
from app.kernel.clock import Journey
from app.kernel.db import Base
from app.kernel.office_days import OfficeDay
from app.kernel.secrets import Keyring
from app.kernel.workdays import local_day, start_of
from app.petition import keys as petition_keys
from app.petition.models import Petition, Transition
from app.petition.rulebook import policy_on
from app.petition.topics import ListedTopic
from app.rate import surveys
from app.respond import actions as respond
from app.respond.models import Message
from app.review.models import ListedGround

Begin = Callable[[], AbstractContextManager[Session]]
BEFORE_ALL = timedelta(days=600)
# What the platform comes with.
KEPT = (OfficeDay.__table__, ListedGround.__table__, ListedTopic.__table__)
# One petition of every stage, for tests that need a platform with something on it.
SMALL = (
    "delivery-fee-formula", "ev-socket-parking", "library-late-hours", "menstrual-products-tax", "my-insurance-claim",
    "named-shop-owner", "open-data-changes", "opening-hours-24h", "parental-leave-hours", "pesticide-bottle-return",
    "school-phone-ban", "school-zone-thirty", "sign-language-emergency", "einvoice-prize-auto", "rental-power-meter", "rental-own-meter",
)  # fmt: skip


def seed(begin: Begin, keys: Keyring, *, at: datetime, size: str = "full") -> bool:
    """Fill the platform as of `at`; tells whether it did, which it does not where there are petitions already.

    `begin` opens a transaction that is committed at its end; `size` is `full` or `small`.
    """
    cast = content.characters()
    if not _is_ours_to_fill(begin, keys, cast):
        return False
    stories = [story for story in content.stories() if size == "full" or story.slug in SMALL]
    with begin() as session:
        office_days.seed(session)
        agencies.plant(session)
        people.settle(session, keys, cast, at=at - BEFORE_ALL)
        props = Props(
            keys, office_days.workdays(session), cast, people.by_nickname(session, keys, cast), content.agency_codes(), numbers={}
        )  # fmt: skip
    _replay(begin, props, stories, at)
    return True


def _is_ours_to_fill(begin: Begin, keys: Keyring, cast: Characters) -> bool:
    with begin() as session:
        if session.get(Journey, 1) is not None:
            return False
        if accounts.known_by(session, keys, addresses.email(cast.citizens[0].email)):
            _empty(session)
            return True
        return not session.scalar(select(func.count()).select_from(Petition))


def _empty(session: Session) -> None:
    """Begin anew after a seeding that was killed: nobody has seen the platform yet."""
    names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables if table not in KEPT)
    session.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))


def _replay(begin: Begin, props: Props, stories: list[Story], now: datetime) -> None:
    with begin() as session:
        policy = policy_on(session, local_day(now))
    plots = [Plot(story, now, props.workdays, policy) for story in stories]
    acted = sorted(((event, plot) for plot in plots for event in plot.events()), key=lambda pair: pair[0].at)
    by_day = {day: list(group) for day, group in groupby(acted, key=lambda pair: local_day(pair[0].at))}
    closings = {plot.closes_on for plot in plots if plot.closes_on and plot.closes_on <= local_day(now)}
    swept, written = date.min, 0.0
    for day in sorted(closings | by_day.keys()):
        today = by_day.get(day, [])
        if day in closings or any(swept < turn <= day for _, plot in today for turn in plot.turns):
            until = start_of(day).timestamp()
            _endorse(begin, props, plots, written, until)
            _sweep(begin, min(start_of(day) + endorse.GRACE, now))
            swept, written = day, until
        with begin() as session:
            for event, _ in today:
                event.act(Scene(session, props))
    _endorse(begin, props, plots, written, now.timestamp())
    _finish(begin, props, plots, now)


def _sweep(begin: Begin, as_of: datetime) -> None:
    with begin() as session:
        endorse.lapse_all_due(session, as_of=as_of)
        surveys.ask_all_due(session, as_of=as_of)
        respond.close_all_due(session, as_of=as_of)


def _endorse(begin: Begin, props: Props, plots: list[Plot], since: float, until: float) -> None:
    """Write what was endorsed from `since` up to `until`."""
    with begin() as session:
        for plot in plots:
            moments = plot.endorsed[bisect_left(plot.endorsed, since) : bisect_left(plot.endorsed, until)]
            if moments:
                crowd.write(session, props.numbers[plot.story.slug], moments)


def _finish(begin: Begin, props: Props, plots: list[Plot], now: datetime) -> None:
    with begin() as session:
        # Nobody has told the planner yet how much there is.
        session.execute(text("ANALYZE"))
        crowd.take_back(session, [Regret(props.numbers[plot.story.slug], *pair) for plot in plots for pair in plot.regrets.items()])
    _sweep(begin, now)
    with begin() as session:
        kin.link(Scene(session, props), [plot.story for plot in plots], at=now)
        desks.settle(Scene(session, props), at=now)
        hearings.opinions(session, at=now)
        petition_keys.destroy_all_due(session, as_of=now)
        # What is long past is no news: no letters for any of it.
        session.execute(update(Transition).where(Transition.announced_at.is_(None)).values(announced_at=Transition.announce_from))
        session.execute(update(CommentDecision).where(CommentDecision.announced_at.is_(None)).values(announced_at=CommentDecision.at))
        session.execute(update(Message).where(Message.announced_at.is_(None)).values(announced_at=Message.at))
        followers.settle(session, props.keys, Scene(session, props).person(props.cast.citizens[0].nickname), at=now)
        looks.settle(Scene(session, props), since=now - BEFORE_ALL, at=now)
        office.planned(session, Scene(session, props).person(props.cast.administrators[0].nickname), at=now)
        session.add(Journey(id=1))
