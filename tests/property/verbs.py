"""For every move of a petition's life, the acts of real people (or of the clock) that make it, each in its own transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session, sessionmaker

from app.accounts import agencies
from app.accounts.models import Role
from app.endorse import actions as endorse
from app.endorse import integrity, removals, shortfalls, tally
from app.endorse import queries as ballots
from app.endorse.models import Finding, Removal, Shortfall
from app.endorse.selection import Selection
from app.kernel.errors import Conflict, DomainError
from app.kernel.secrets import Keyring
from app.kernel.workdays import local_day
from app.meet import actions as meetings
from app.meet import queries as called
from app.meet import sweeps
from app.meet.models import Meeting
from app.meet.rules import Call, Report
from app.petition import assignments, handovers, links, mergers, merging, pauses, queries
from app.petition.lifecycle import Move, Stage
from app.petition.links import Relation
from app.petition.merging import Standing
from app.petition.models import Assignment, Part, Petition, Transition
from app.petition.pauses import Pause
from app.petition.policy import Policy
from app.propose import actions as propose
from app.rate import surveys
from app.respond import actions as respond
from app.respond import answers, keeping, milestones, promises, reply
from app.respond.models import Commitment, Outcome, PromiseState
from app.review import actions as review
from app.review import advice
from app.review.advice import Suggestion
from app.review.rules import HideGround
from app.web.admin.reform import HEIRS
from tests import given
from tests.cast import Cast, citizen
from tests.given import REFUSAL, TEXT, WORKDAYS

SMALL = replace(Policy(), endorse_threshold=4, early_warning=2, near_percent=75, submissions=10_000, in_review_at_once=10_000)
STRANGERS = count(50_000)
REASON = "此事涉及中央主管法規的修正，說明如上。"


@dataclass
class Scene:
    """One petition, whoever may act, and the moment; a verb may let time pass."""

    sessions: sessionmaker[Session]
    keys: Keyring
    cast: Cast
    at: datetime
    number: str = ""

    def begin(self) -> None:
        """Mei hands a petition in."""
        text = replace(TEXT, difference="與其他提議不同。")
        with self.sessions.begin() as session:
            session.execute(delete(Pause))
            self.number = propose.submit(session, text, by=self.cast.mei, keys=self.keys, workdays=WORKDAYS, at=self.at).number

    def do(self, act: Callable[[Session, Petition], object]) -> None:
        """One act in a transaction of its own."""
        with self.sessions.begin() as session:
            act(session, queries.by_number(session, self.number, hidden=True))

    def seen(self) -> tuple[dict[str, Any], list[Transition]]:
        """The petition's row, and its ledger."""
        with self.sessions() as session:
            petition = queries.by_number(session, self.number, hidden=True)
            columns = {column.key: getattr(petition, column.key) for column in Petition.__table__.columns}
            return columns, queries.timeline(session, petition)

    def endorsed(self, most: int) -> None:
        """Strangers endorse as soon as they may, until so many have."""
        columns, _ = self.seen()
        self.at = max(self.at, columns["endorse_from"] or self.at)
        for _ in range(most - columns["endorsements"]):
            with self.sessions.begin() as session:
                no = next(STRANGERS)
                person = citizen(session, self.keys, f"s{no}", at=self.at, no=no)
                endorse.cast(session, ballots.ballot(session, self.number, person.id), keys=self.keys, at=self.at)
            self.do(lambda session, _: tally.count(session, at=self.at))

    @property
    def officer(self) -> dict[str, Any]:
        return {"by": self.cast.wu, "agency": self.cast.finance, "at": self.at}


Verb = Callable[[Scene], None]


def simple(act: Callable[[Scene, Session, Petition], object]) -> Verb:
    """A verb of one act, at the moment that it is."""
    return lambda scene: scene.do(lambda session, petition: act(scene, session, petition))


def hide(scene: Scene) -> None:
    ground, why = HideGround.PERSONAL_DATA, "內文寫出了他人的姓名與住址。"
    scene.do(lambda s, p: review.propose_hiding(s, p, by=scene.cast.hao, ground=ground, explanation=why, at=scene.at))
    scene.do(lambda s, p: review.settle_hiding(s, p, by=scene.cast.lin, consent=True, at=scene.at))


def lapse(scene: Scene) -> None:
    columns, _ = scene.seen()
    if columns["endorse_until"]:
        scene.at = max(scene.at, columns["endorse_until"] + endorse.GRACE)
    scene.do(lambda s, _: endorse.lapse_all_due(s, as_of=scene.at))


def published(*outcomes: Outcome) -> Verb:
    return simple(
        lambda scene, s, p: answers.publish(
            s, p, given.answer(*outcomes, at=scene.at), keys=scene.keys, workdays=WORKDAYS, acknowledged=True, **scene.officer
        )
    )


def assign(scene: Scene, session: Session, petition: Petition) -> None:
    """What is under study is nobody's to refuse any more, but can be handed over."""
    if petition.stage is Stage.FOLLOW_UP:
        handovers.offer(session, petition, to=scene.cast.transport, reason="研議的事項由該部主管，由它主辦較妥。", **scene.officer)
    else:
        assignments.accept(session, petition, **scene.officer)


def correct(scene: Scene) -> None:
    """Once the letters have left."""
    scene.at += timedelta(minutes=SMALL.recall_minutes + 1)
    studied = scene.seen()[0]["stage"] is Stage.FOLLOW_UP
    text = given.answer(Outcome.UNDER_STUDY if studied else Outcome.ADOPTED, Outcome.ADOPTED, at=scene.at)
    scene.do(lambda s, p: answers.correct(s, p, text, reason="補上漏列的期程。", keys=scene.keys, acknowledged=True, **scene.officer))


def tell(scene: Scene) -> None:
    """Of the first promise, once the letters have left: begun, or begun again."""
    scene.at += timedelta(minutes=SMALL.recall_minutes + 1)

    def act(session: Session, petition: Petition) -> None:
        made = promises.of_petition(session, petition)
        if not made:
            raise Conflict("promise.unknown")
        promise = made[0].promise
        to = PromiseState.DONE if promise.commitment.state is PromiseState.STARTED else PromiseState.STARTED
        told = keeping.Report("系統整合測試已經開始，進度公開在網站上。", "", promise.commitment.seal)
        keeping.report(session, petition, promise, to, told, **scene.officer)

    scene.do(act)


def a_call(at: datetime) -> Call:
    """Ten days ahead, with a draw after seven."""
    return Call("情境討論會", "逐項討論。", at + timedelta(days=10), "三樓會議室", "", 2, at + timedelta(days=7))


def standing(scene: Scene, session: Session, petition: Petition) -> Meeting:
    """A meeting that lies ahead, undrawn; one is called where there is none."""
    for meeting in called.meetings(session, petition):
        if not (meeting.drawn_at or meeting.called_off_at or meeting.recorded_at):
            return meeting
    return meetings.convene(session, petition, call=a_call(scene.at), keys=scene.keys, **scene.officer)


def rearrange(scene: Scene, session: Session, petition: Petition) -> None:
    meeting = standing(scene, session, petition)
    call = a_call(scene.at + timedelta(days=1))
    meetings.rearrange(session, petition, meeting, call=call, reason="改期。", seen=meeting.version, **scene.officer)


def draw(scene: Scene) -> None:
    scene.do(lambda s, p: standing(scene, s, p))
    scene.at += timedelta(days=7)
    scene.do(lambda s, _: sweeps.draw_all_due(s, scene.keys, as_of=scene.at))


def reply_once(scene: Scene) -> None:
    """Once the answer can no longer be recalled."""
    scene.at += timedelta(minutes=SMALL.recall_minutes + 1)
    scene.do(lambda s, p: reply.reply(s, p, by=scene.cast.mei, text="第一項回答到了，第二項沒有。", at=scene.at))


def ask(scene: Scene) -> None:
    scene.at += timedelta(days=SMALL.survey_days)
    scene.do(lambda s, _: surveys.ask_all_due(s, as_of=scene.at))


def close(scene: Scene) -> None:
    scene.at += timedelta(days=SMALL.close_days)
    scene.do(lambda s, _: respond.close_all_due(s, as_of=scene.at))


def consult(scene: Scene) -> None:
    why = "這件事是不是貴機關主管，有沒有正在修法？"
    asked = {"agencies": [scene.cast.transport], "question": why, "workdays": WORKDAYS}
    scene.do(lambda s, p: advice.ask(s, p, by=scene.cast.lin, at=scene.at, **asked))


def advise(scene: Scene) -> None:
    """What was answered becomes public with the decision."""
    consult(scene)
    answer = advice.Given(Suggestion.ADMIT, "屬本機關主管，可以進入附議。")
    scene.do(lambda s, p: advice.answer(s, advice.of(s, p)[-1], by=scene.cast.chen, given=answer, at=scene.at))
    scene.do(lambda s, p: review.admit(s, p, by=scene.cast.lin, lead=scene.cast.finance, at=scene.at))


def partner(scene: Scene, session: Session, petition: Petition) -> Petition:
    """Another of Kai's, open and said to be the same."""
    text = replace(TEXT, title="所得稅申報軟體請支援各種電腦並簡化流程", difference="與其他提議不同。")
    other = propose.submit(session, text, by=scene.cast.kai, keys=scene.keys, workdays=WORKDAYS, at=scene.at)
    other = queries.by_number(session, other.number)
    review.admit(session, other, by=scene.cast.lin, lead=scene.cast.finance, at=scene.at)
    links.link(session, petition, other, relation=Relation.SAME, by=scene.cast.lin, at=scene.at)
    return other


def unlink(scene: Scene, session: Session, petition: Petition) -> None:
    links.unlink(session, petition, partner(scene, session, petition), by=scene.cast.lin, at=scene.at)


def offered(scene: Scene, session: Session, petition: Petition, *, goes: bool) -> Standing:
    other = partner(scene, session, petition)
    merged, into = (petition, other) if goes else (other, petition)
    made = merging.offer(session, merged, into=into, by=scene.cast.mei, role=Role.PROPOSER, at=scene.at)
    return merging.standing_offer(session, other, made.id, at=scene.at)


def declined(scene: Scene, session: Session, petition: Petition) -> None:
    merging.decline(session, offered(scene, session, petition, goes=True), by=scene.cast.kai, at=scene.at)


def agreed(*, goes: bool) -> Verb:
    return simple(
        lambda scene, s, p: merging.consent(s, offered(scene, s, p, goes=goes), by=scene.cast.kai, at=scene.at),
    )


def pause(scene: Scene) -> None:
    """Ann stops everything from a minute later on, for ten days."""
    planned, scene.at = scene.at, scene.at + timedelta(minutes=1)
    times = {"begins": scene.at, "ends": scene.at + timedelta(days=10)}
    scene.do(lambda s, _: pauses.plan(s, reason="選舉期間。", by=scene.cast.ann, at=planned, **times))
    scene.do(lambda s, _: pauses.begin_all_due(s, at=scene.at))


def resume(scene: Scene) -> None:
    with suppress(DomainError):
        pause(scene)
    scene.at += timedelta(days=10)
    scene.do(lambda s, _: pauses.resume_all_due(s, at=scene.at))


def succeed(scene: Scene, session: Session, petition: Petition) -> None:
    """An agency that was named, too, or that has promised something, is merged into another, with all that it has under way."""
    gone = agencies.add(session, code=f"Z{next(STRANGERS)}", name_zh="某署", name_en="An Agency", parent=None)
    session.add(Assignment(petition_id=petition.id, agency_id=gone.id, part=Part.SUGGESTED, since=scene.at))
    session.flush()
    session.execute(update(Commitment).where(Commitment.petition_id == petition.id).values(agency_id=gone.id))
    mergers.merge(session, scene.keys, gone, scene.cast.transport, instrument="組織法修正", by=scene.cast.ann, at=scene.at, heirs=HEIRS)


def batch(session: Session, petition: Petition) -> Removal:
    """The petition's last batch; the database holds those of other petitions, too."""
    found = [row for row in integrity.batches(session) if row.petition_id == petition.id]
    if not found:
        raise Conflict("removal.settled")
    return max(found, key=lambda row: row.id)


def remove(scene: Scene) -> None:
    """Ann prepares all there are, Lin confirms."""
    columns, _ = scene.seen()
    if not columns["endorsements"]:
        scene.endorsed(1)
    every, why = Selection(begins=scene.at - timedelta(days=900)), {"rule": "同一分鐘大量出現", "reason": REASON}
    ann, lin = scene.cast.ann, scene.cast.lin
    scene.do(lambda s, p: removals.prepare(s, p, every, **why, by=ann, role=Role.ADMIN, at=scene.at))
    scene.do(lambda s, p: removals.confirm(s, batch(s, p), by=lin, role=Role.MODERATOR, at=scene.at))


def restore(scene: Scene) -> None:
    lin, ann = scene.cast.lin, scene.cast.ann
    if not any(row.move is Move.REMOVE for row in scene.seen()[1]):
        remove(scene)
    scene.do(lambda s, p: removals.propose_undo(s, batch(s, p), reason=REASON, by=lin, role=Role.MODERATOR, at=scene.at))
    scene.do(lambda s, p: removals.undo(s, batch(s, p), seen=scene.at, by=ann, role=Role.ADMIN, at=scene.at))


def shortfall(session: Session, petition: Petition) -> Shortfall:
    """What of the petition waits for a decision."""
    found = next((row for row in shortfalls.waiting(session) if row.petition_id == petition.id), None)
    if found is None:
        raise Conflict("shortfall.settled")
    return found


def uphold(scene: Scene) -> None:
    if scene.seen()[0]["endorsements"] >= SMALL.endorse_threshold:
        remove(scene)
    finding = {"finding": Finding.REMARKED, "statement": REASON}
    scene.do(lambda s, p: shortfalls.propose(s, shortfall(s, p), **finding, by=scene.cast.ann, role=Role.ADMIN, at=scene.at))
    scene.do(lambda s, p: shortfalls.decide(s, shortfall(s, p), seen=scene.at, by=scene.cast.lin, role=Role.MODERATOR, at=scene.at))


def mark(scene: Scene) -> None:
    early = scene.seen()[0]["stage"] in (Stage.ENDORSING, Stage.RESPONDING)
    scene.endorsed(SMALL.early_warning if early else SMALL.endorse_threshold)


def reach(scene: Scene) -> None:
    if scene.seen()[0]["stage"] is Stage.NOT_REACHED:
        restore(scene)
    else:
        scene.endorsed(SMALL.endorse_threshold)


VERBS: Mapping[Move, Verb] = {
    Move.WITHDRAW: simple(lambda scene, s, p: propose.withdraw(s, p, by=scene.cast.mei, at=scene.at)),
    Move.ADMIT: simple(lambda scene, s, p: review.admit(s, p, by=scene.cast.lin, lead=scene.cast.finance, at=scene.at)),
    Move.REFUSE: simple(lambda scene, s, p: review.refuse(s, p, by=scene.cast.hao, refusal=REFUSAL, at=scene.at)),
    Move.HIDE: hide,
    Move.APPEAL: simple(lambda scene, s, p: review.appeal(s, p, by=scene.cast.mei, reason=REASON, workdays=WORKDAYS, at=scene.at)),
    Move.ASSIGN: simple(assign),
    Move.CONSULT: consult,
    Move.ADVISE: advise,
    Move.MARK: mark,
    Move.REACH: reach,
    Move.REMOVE: remove,
    Move.RESTORE: restore,
    Move.UPHOLD: uphold,
    Move.LAPSE: lapse,
    Move.TAKE_UP: simple(lambda scene, s, p: respond.take_up(s, p, reason="此事已列入今年計畫。", workdays=WORKDAYS, **scene.officer)),
    Move.PLAN: simple(lambda scene, s, p: respond.plan(s, p, text="先盤點系統，再邀請民眾試用。", **scene.officer)),
    Move.CONTACT: simple(lambda scene, s, p: respond.contact(s, p, text="請問你使用的是哪一種作業系統？", **scene.officer)),
    Move.CONVENE: simple(lambda scene, s, p: meetings.convene(s, p, call=a_call(scene.at), keys=scene.keys, **scene.officer)),
    Move.REARRANGE: simple(lambda scene, s, p: rearrange(scene, s, p)),
    Move.CALL_OFF: simple(lambda scene, s, p: meetings.call_off(s, p, standing(scene, s, p), reason="颱風停止上班。", **scene.officer)),
    Move.DRAW: draw,
    Move.MEET: simple(lambda scene, s, p: meetings.record(s, p, report=Report(local_day(scene.at), "出席者同意先試辦。"), **scene.officer)),
    Move.SKIP: simple(lambda scene, s, p: milestones.skip(s, p, milestone=Move.CONTACT, reason=REASON, **scene.officer)),
    Move.EXTEND: simple(lambda scene, s, p: respond.extend(s, p, reason="須跨部會協調。", workdays=WORKDAYS, **scene.officer)),
    Move.ANSWER: published(Outcome.ADOPTED, Outcome.NOT_ADOPTED),
    Move.STUDY: published(Outcome.ADOPTED, Outcome.UNDER_STUDY),
    Move.RECALL: simple(lambda scene, s, p: answers.recall(s, p, **scene.officer)),
    Move.RECALL_FINAL: simple(lambda scene, s, p: answers.recall(s, p, **scene.officer)),
    Move.CORRECT: correct,
    Move.PROGRESS: simple(lambda scene, s, p: answers.progress(s, p, text="已完成委託研究。", workdays=WORKDAYS, **scene.officer)),
    Move.PROMISE: tell,
    Move.REPLY: reply_once,
    Move.SURVEY: ask,
    Move.CLOSE: close,
    Move.LINK: simple(partner),
    Move.UNLINK: simple(unlink),
    Move.OFFER_MERGE: simple(lambda scene, s, p: offered(scene, s, p, goes=True)),
    Move.DECLINE_MERGE: simple(declined),
    Move.MERGE: agreed(goes=True),
    Move.ABSORB: agreed(goes=False),
    Move.PAUSE: pause,
    Move.RESUME: resume,
    Move.SUCCEED: simple(succeed),
}
