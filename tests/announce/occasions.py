"""One situation for every row of the table: a petition on whose ledger the move stands, made by the real verbs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import delete, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Language, Person, Role
from app.endorse import ledger, nullifiers, removals, shortfalls
from app.endorse.models import Finding, TallyMark
from app.endorse.selection import Selection
from app.kernel.outbox import ADDRESS
from app.meet import actions as meetings
from app.meet import queries as called
from app.meet import sweeps
from app.meet.rules import Call, Report
from app.petition import assignments, co_agencies, handovers, links, mergers, merging, moves, pauses, queries
from app.petition import keys as petition_keys
from app.petition.lifecycle import Move
from app.petition.links import Relation
from app.petition.models import NoticeAddress, NoticeKind, Petition
from app.propose import actions as propose
from app.rate import surveys
from app.respond import actions as respond
from app.respond import answers, keeping, milestones, promises, reply
from app.respond import succession as heirs
from app.respond.models import Outcome, PromiseState
from app.review import actions as review
from app.review import advice
from app.review.advice import Suggestion
from app.review.rules import HideGround
from tests.given import WORKDAYS, Given, answer


def marked(given: Given, mark: str, endorsements: int) -> Petition:
    petition = given.an_open_petition(endorsements=endorsements, lead=False)
    facts = {"mark": mark, "endorsements": endorsements}
    moves.make(given.session, petition, Move.MARK, at=given.at, role=Role.CLOCK, facts=facts)
    return petition


def withdrawn(given: Given) -> Petition:
    petition = given.an_open_petition()
    propose.withdraw(given.session, petition, by=given.cast.mei, at=given.at)
    return petition


def hidden(given: Given) -> Petition:
    petition = given.an_open_petition()
    review.propose_hiding(
        given.session, petition, by=given.cast.lin, ground=HideGround.PERSONAL_DATA, explanation="內文寫出了他人的姓名與住址。", at=given.at
    )
    review.settle_hiding(given.session, petition, by=given.cast.hao, consent=True, at=given.at)
    return petition


def appealed(given: Given) -> Petition:
    petition = given.a_refused_petition()
    reason = "此事由中央機關訂定標準，並非地方權責。"
    review.appeal(given.session, petition, by=given.cast.mei, reason=reason, workdays=WORKDAYS, at=given.at)
    return petition


def lapsed(given: Given) -> Petition:
    petition = given.an_open_petition(endorsements=120, days=70)
    moves.make(given.session, petition, Move.LAPSE, at=given.at, role=Role.CLOCK, facts={"endorsements": 120}, closed_at=given.at)
    return petition


def taken_up(given: Given) -> Petition:
    petition = given.an_open_petition(endorsements=120)
    respond.take_up(
        given.session, petition, by=given.cast.wu, agency=given.cast.finance, reason="此事已列入今年計畫。", workdays=WORKDAYS, at=given.at
    )
    return petition


def reached_after_taking_up(given: Given) -> Petition:
    petition = taken_up(given)
    facts = {"mark": "reached", "endorsements": 5_000}
    moves.make(given.session, petition, Move.MARK, at=given.at, role=Role.CLOCK, facts=facts, established_at=given.at)
    return petition


def contacted(given: Given) -> Petition:
    petition = given.an_established_petition()
    respond.contact(
        given.session, petition, by=given.cast.wu, agency=given.cast.finance, text="請問你使用的是哪一種作業系統？", at=given.at
    )
    return petition


def met(given: Given) -> Petition:
    petition = given.an_established_petition()
    report = Report(date(2026, 2, 26), "出席者同意先試辦。")
    meetings.record(given.session, petition, by=given.cast.wu, agency=given.cast.finance, report=report, at=given.at)
    return petition


def a_call(given: Given, *, days: int = 10, seats: int = 2) -> Call:
    """A meeting so many days ahead; who wants a seat signs up until three days before it."""
    starts = given.at + timedelta(days=days)
    until = starts - timedelta(days=3) if seats else None
    return Call(
        "報稅軟體使用情境討論會", "逐項討論兩項訴求與試用的時程。", starts, "財政部三樓會議室", "https://example.org/live", seats, until
    )


def convened(given: Given) -> Petition:
    petition = given.an_established_petition()
    meetings.convene(
        given.session, petition, by=given.cast.wu, agency=given.cast.finance, call=a_call(given), keys=given.keys, at=given.at
    )  # fmt: skip
    return petition


def rearranged(given: Given) -> Petition:
    petition = convened(given)
    (meeting,) = called.meetings(given.session, petition)
    meetings.rearrange(
        given.session, petition, meeting, by=given.cast.wu, agency=given.cast.finance, call=a_call(given, days=12),
        reason="配合附議者上班時間改期。", seen=1, at=given.at,
    )  # fmt: skip
    return petition


def called_off(given: Given) -> Petition:
    petition = convened(given)
    (meeting,) = called.meetings(given.session, petition)
    reason = "颱風停止上班，另行公告。"
    meetings.call_off(given.session, petition, meeting, by=given.cast.wu, agency=given.cast.finance, reason=reason, at=given.at)
    return petition


def drawn(given: Given) -> Petition:
    petition = convened(given)
    sweeps.draw_all_due(given.session, given.keys, as_of=given.at + timedelta(days=8))
    return petition


def skipped(given: Given) -> Petition:
    petition = given.an_established_petition()
    reason = "本案已在另一場公聽會處理，不另外規劃。"
    milestones.skip(
        given.session, petition, by=given.cast.wu, agency=given.cast.finance, milestone=Move.PLAN, reason=reason, at=given.at
    )  # fmt: skip
    return petition


def replied(given: Given) -> Petition:
    petition = given.an_answered_petition()
    reply.reply(given.session, petition, by=given.cast.mei, text="第一項回答到了，第二項沒有。", at=given.at + timedelta(minutes=6))
    return petition


def surveyed(given: Given) -> Petition:
    petition = given.an_answered_petition()
    surveys.ask_all_due(given.session, as_of=given.at + timedelta(days=30))
    return petition


def extended(given: Given) -> Petition:
    petition = given.an_established_petition()
    respond.extend(
        given.session, petition, by=given.cast.wu, agency=given.cast.finance, reason="須跨部會協調。", workdays=WORKDAYS, at=given.at
    )
    return petition


def corrected(given: Given) -> Petition:
    petition = given.an_answered_petition()
    at = given.at + timedelta(minutes=6)
    answers.correct(
        given.session, petition, answer(at=at), by=given.cast.wu, agency=given.cast.finance, reason="補上漏列的期程。",
        keys=given.keys, at=at, acknowledged=True,
    )  # fmt: skip
    return petition


def progressed(given: Given) -> Petition:
    petition = given.an_answered_petition(Outcome.UNDER_STUDY, Outcome.ADOPTED)
    answers.progress(
        given.session, petition, by=given.cast.wu, agency=given.cast.finance, text="已完成委託研究。", workdays=WORKDAYS, at=given.at
    )
    return petition


def promised(given: Given, act: str) -> Petition:
    """An answer whose letters have left, and something told of its promise."""
    petition = given.an_answered_petition()
    at = given.at + timedelta(minutes=6)
    (one,) = promises.of_petition(given.session, petition)
    told = keeping.Report("系統整合已進入測試，公告在下面的網址。", "https://gongyi.example/", one.commitment.seal)
    agency = {"by": given.cast.wu, "agency": given.cast.finance, "at": at}
    if act == "redated":
        day = one.commitment.due_on + timedelta(days=30)
        keeping.redate(given.session, petition, one.promise, day, told, **agency)  # type: ignore[arg-type]
    else:
        keeping.report(given.session, petition, one.promise, PromiseState(act), told, **agency)  # type: ignore[arg-type]
    return petition


def recalled(given: Given, *outcomes: Outcome) -> Petition:
    petition = given.an_answered_petition(*outcomes)
    at = given.at + timedelta(minutes=4)
    answers.recall(given.session, petition, by=given.cast.wu, agency=given.cast.finance, at=at)
    return petition


def finally_recalled(given: Given) -> Petition:
    petition = given.an_answered_petition(Outcome.UNDER_STUDY, Outcome.ADOPTED)
    given.answered(petition, Outcome.ADOPTED, Outcome.ADOPTED)
    at = given.at + timedelta(minutes=4)
    answers.recall(given.session, petition, by=given.cast.wu, agency=given.cast.finance, at=at)
    return petition


def closed(given: Given) -> Petition:
    petition = given.an_answered_petition()
    moves.make(given.session, petition, Move.CLOSE, at=given.at + timedelta(days=31), role=Role.CLOCK, closed_at=given.at)
    return petition


def removed(given: Given, petition: Petition | None = None) -> Petition:
    petition = petition or given.an_open_petition(endorsements=40)
    tells_the_tally(given.session, at=given.at)
    every, why = Selection(begins=given.at - timedelta(days=90)), "同一分鐘內有大量附議，來源相同。"
    batch = removals.prepare(
        given.session, petition, every, rule="同一分鐘內來源相同的附議", reason=why, by=given.cast.ann, role=Role.ADMIN, at=given.at
    )
    removals.confirm(given.session, batch, by=given.cast.lin, role=Role.MODERATOR, at=given.at)
    return queries.by_number(given.session, petition.number)


def restored(given: Given) -> Petition:
    petition = removed(given)
    batch = ledger.batches(given.session, petition)[0]
    why = "經查是同一場說明會的參加者，各自附議。"
    removals.propose_undo(given.session, batch, reason=why, by=given.cast.lin, role=Role.MODERATOR, at=given.at)
    removals.undo(given.session, batch, seen=batch.undo_at, by=given.cast.ann, role=Role.ADMIN, at=given.at)
    return petition


def upheld(given: Given) -> Petition:
    petition = removed(given, given.an_established_petition())
    (flagged,) = shortfalls.waiting(given.session)
    decision = {"finding": Finding.REMARKED, "statement": "成案當時的附議人數經查仍有爭議，但成案後不再變動。"}
    shortfalls.propose(given.session, flagged, **decision, by=given.cast.ann, role=Role.ADMIN, at=given.at)
    shortfalls.decide(given.session, flagged, seen=flagged.proposed_at, by=given.cast.lin, role=Role.MODERATOR, at=given.at)
    return petition


def tells_the_tally(session: Session, *, at: datetime) -> None:
    """The endorsements of `given` count already."""
    mark = insert(TallyMark).values(id=1, xid=text("CAST('4' AS xid8)"), as_of=at)
    session.execute(mark.on_conflict_do_nothing())


def assigned(given: Given) -> Petition:
    petition = given.an_open_petition(lead=False)
    assignments.assign(given.session, petition, by=given.cast.ann, lead=given.cast.finance, at=given.at)
    return petition


def accepted(given: Given) -> Petition:
    petition = given.an_open_petition(days=3)
    assignments.accept(given.session, petition, by=given.cast.wu, agency=given.cast.finance, at=given.at)
    return petition


def disowned(given: Given) -> Petition:
    petition = given.an_open_petition(days=3, endorsements=12)
    reason = "軟體採購屬數位發展部權責，非本部主管。"
    assignments.refuse(given.session, petition, by=given.cast.wu, agency=given.cast.finance, reason=reason, at=given.at)
    return petition


WHY = "軟體採購與資安標準由該部主管，由它主辦較妥。"


def offered(given: Given) -> Petition:
    petition, cast = given.an_established_petition(), given.cast
    handovers.offer(given.session, petition, by=cast.wu, agency=cast.finance, to=cast.transport, reason=WHY, at=given.at)
    return petition


def decided(given: Given, fate: str) -> Petition:
    """Offered to the transport ministry, and this became of it."""
    petition, cast, session = offered(given), given.cast, given.session
    row = handovers.open_for(session, petition)
    assert row is not None
    match fate:
        case "handed_over":
            handovers.accept(session, row, by=cast.chen, agency=cast.transport, at=given.at)
        case "declined":
            handovers.decline(session, row, by=cast.chen, agency=cast.transport, reason="本部不主管報稅系統的採購。", at=given.at)
        case "withdrawn":
            handovers.withdraw(session, petition, by=cast.wu, agency=cast.finance, at=given.at)
        case "lapsed":
            handovers.lapse_all_due(session, as_of=row.due_at)
        case _:
            handovers.settle_lead(session, petition, by=cast.ann, lead=cast.transport, reason=WHY, at=given.at)
    return petition


def helped(given: Given, *, removed: bool = False) -> Petition:
    petition, cast = given.an_established_petition(), given.cast
    who = {"by": cast.wu, "agency": cast.finance, "other": cast.transport, "reason": WHY, "at": given.at}
    co_agencies.add(given.session, petition, **who)
    if removed:
        co_agencies.remove(given.session, petition, **who)
    return petition


def consulted(given: Given) -> Petition:
    petition = given.a_petition_in_review()
    why = "這件事是不是貴機關主管，有沒有正在修法？"
    advice.ask(
        given.session, petition, by=given.cast.lin, agencies=[given.cast.finance, given.cast.transport], question=why,
        workdays=WORKDAYS, at=given.at,
    )  # fmt: skip
    return petition


def advised(given: Given) -> Petition:
    petition = consulted(given)
    asked = next(row for row in advice.of(given.session, petition) if row.agency_id == given.cast.finance.id)
    answered = advice.Given(Suggestion.ADMIT, "屬本部主管，可以進入附議。")
    advice.answer(given.session, asked, by=given.cast.wu, given=answered, at=given.at)
    advice.publish(given.session, petition, at=given.at)
    return petition


def linked(given: Given, relation: Relation) -> tuple[Petition, Petition]:
    """Mei's, and one of Kai's."""
    mine = given.an_open_petition()
    theirs = given.an_open_petition(by=given.cast.kai, title="所得稅申報軟體請支援各種電腦並簡化流程")
    links.link(given.session, mine, theirs, relation=relation, by=given.cast.lin, at=given.at)
    return mine, theirs


def unlinked(given: Given) -> Petition:
    mine, theirs = linked(given, Relation.SIMILAR)
    links.unlink(given.session, mine, theirs, by=given.cast.lin, at=given.at)
    return mine


def merge_offered(given: Given, *, by_mei: bool) -> tuple[Petition, Petition]:
    mine, theirs = linked(given, Relation.SAME)
    by = given.cast.mei if by_mei else given.cast.kai
    merging.offer(given.session, mine, into=theirs, by=by, role=Role.PROPOSER, at=given.at)
    return mine, theirs


def merge_declined(given: Given, *, by_mei: bool) -> Petition:
    mine, _ = merge_offered(given, by_mei=not by_mei)
    standing = merging.offers(given.session, mine, at=given.at)[0]
    merging.decline(given.session, standing, by=given.cast.mei if by_mei else given.cast.kai, at=given.at)
    return mine


def merge_agreed(given: Given, *, mei_goes: bool) -> Petition:
    mine, theirs = linked(given, Relation.SAME)
    goes, stays = (mine, theirs) if mei_goes else (theirs, mine)
    merging.offer(given.session, goes, into=stays, by=given.cast.mei, role=Role.PROPOSER, at=given.at)
    merging.consent(given.session, merging.offers(given.session, mine, at=given.at)[0], by=given.cast.kai, at=given.at)
    return mine


def paused(given: Given) -> Petition:
    given.session.execute(delete(pauses.Pause))
    petition = given.an_open_petition()
    at = given.at - timedelta(days=2)
    pauses.plan(given.session, begins=given.at, ends=given.at + timedelta(days=60), reason=ELECTION, by=given.cast.ann, at=at)
    pauses.begin_all_due(given.session, at=given.at)
    return petition


def pause_changed(given: Given) -> Petition:
    petition = paused(given)
    (pause,) = pauses.every(given.session)
    pauses.change(given.session, pause, ends=given.at + timedelta(days=40), seen=pause.version, by=given.cast.ann, at=given.at)
    return petition


def resumed(given: Given) -> Petition:
    petition = paused(given)
    (pause,) = pauses.every(given.session)
    pauses.change(
        given.session, pause, ends=given.at + timedelta(hours=1), seen=pause.version, by=given.cast.ann, at=given.at + timedelta(hours=1)
    )
    return petition


def succeeded(given: Given) -> Petition:
    petition = given.an_open_petition()
    mergers.merge(
        given.session, given.keys, given.cast.finance, given.cast.transport, instrument="行政院組織法修正", by=given.cast.ann, at=given.at
    )
    return petition


def promises_succeeded(given: Given) -> Petition:
    petition = given.an_answered_petition()
    mergers.merge(
        given.session, given.keys, given.cast.finance, given.cast.transport, instrument="行政院組織法修正", by=given.cast.ann, at=given.at,
        heirs=(heirs.succeed,),
    )  # fmt: skip
    return petition


ELECTION = "依規定，投票日前六十日起暫停提議與附議。"

OCCASIONS: dict[tuple[Move, str], Callable[[Given], Petition]] = {
    (Move.SUBMIT, ""): lambda given: given.a_petition_in_review(),
    (Move.WITHDRAW, ""): withdrawn,
    (Move.ADMIT, ""): lambda given: given.an_open_petition(days=0),
    (Move.REFUSE, ""): lambda given: given.a_refused_petition(),
    (Move.HIDE, ""): hidden,
    (Move.APPEAL, ""): appealed,
    (Move.CONSULT, ""): consulted,
    (Move.ADVISE, ""): advised,
    (Move.ASSIGN, ""): assigned,
    (Move.ASSIGN, "accepted"): accepted,
    (Move.ASSIGN, "refused"): disowned,
    (Move.ASSIGN, "offered"): offered,
    (Move.ASSIGN, "handed_over"): lambda given: decided(given, "handed_over"),
    (Move.ASSIGN, "declined"): lambda given: decided(given, "declined"),
    (Move.ASSIGN, "withdrawn"): lambda given: decided(given, "withdrawn"),
    (Move.ASSIGN, "lapsed"): lambda given: decided(given, "lapsed"),
    (Move.ASSIGN, "settled"): lambda given: decided(given, "settled"),
    (Move.ASSIGN, "added"): helped,
    (Move.ASSIGN, "removed"): lambda given: helped(given, removed=True),
    (Move.MARK, "early"): lambda given: marked(given, "early", 1_000),
    (Move.MARK, "near"): lambda given: marked(given, "near", 4_000),
    (Move.MARK, "reached"): reached_after_taking_up,
    (Move.REACH, ""): lambda given: given.an_established_petition(),
    (Move.LAPSE, ""): lapsed,
    (Move.TAKE_UP, ""): taken_up,
    (Move.PLAN, ""): lambda given: given.a_planned_petition(),
    (Move.CONTACT, ""): contacted,
    (Move.SKIP, ""): skipped,
    (Move.CONVENE, ""): convened,
    (Move.REARRANGE, ""): rearranged,
    (Move.CALL_OFF, ""): called_off,
    (Move.DRAW, ""): drawn,
    (Move.MEET, ""): met,
    (Move.EXTEND, ""): extended,
    (Move.ANSWER, ""): lambda given: given.an_answered_petition(),
    (Move.STUDY, ""): lambda given: given.an_answered_petition(Outcome.UNDER_STUDY, Outcome.ADOPTED),
    (Move.CORRECT, ""): corrected,
    (Move.PROGRESS, ""): progressed,
    (Move.PROMISE, "started"): lambda given: promised(given, "started"),
    (Move.PROMISE, "done"): lambda given: promised(given, "done"),
    (Move.PROMISE, "dropped"): lambda given: promised(given, "dropped"),
    (Move.PROMISE, "redated"): lambda given: promised(given, "redated"),
    (Move.RECALL, ""): recalled,
    (Move.RECALL_FINAL, ""): finally_recalled,
    (Move.REPLY, ""): replied,
    (Move.SURVEY, ""): surveyed,
    (Move.CLOSE, ""): closed,
    (Move.LINK, ""): lambda given: linked(given, Relation.OPPOSITE)[0],
    (Move.LINK, "same"): lambda given: linked(given, Relation.SAME)[0],
    (Move.UNLINK, ""): unlinked,
    (Move.OFFER_MERGE, ""): lambda given: merge_offered(given, by_mei=True)[0],
    (Move.OFFER_MERGE, "asked"): lambda given: merge_offered(given, by_mei=False)[0],
    (Move.DECLINE_MERGE, ""): lambda given: merge_declined(given, by_mei=True),
    (Move.DECLINE_MERGE, "told"): lambda given: merge_declined(given, by_mei=False),
    (Move.MERGE, ""): lambda given: merge_agreed(given, mei_goes=True),
    (Move.ABSORB, ""): lambda given: merge_agreed(given, mei_goes=False),
    (Move.REMOVE, ""): removed,
    (Move.RESTORE, ""): restored,
    (Move.UPHOLD, ""): upheld,
    # Last, since nobody submits in a pause, and an agency is gone.
    (Move.PAUSE, ""): paused,
    (Move.PAUSE, "changed"): pause_changed,
    (Move.RESUME, ""): resumed,
    (Move.SUCCEED, ""): succeeded,
    (Move.SUCCEED, "promises"): promises_succeeded,
}


def add_address(given: Given, petition: Petition, person: Person, kind: NoticeKind, language: Language = Language.ZH) -> NoticeAddress:
    """As endorsing or following does it."""
    assert petition.key_sealed is not None
    assert person.email_hash is not None
    assert person.email_sealed is not None
    key = petition_keys.unwrap(given.keys, petition.key_sealed)
    row = NoticeAddress(
        petition_id=petition.id,
        kind=kind,
        address_hash=nullifiers.of_address(key, person.email_hash),
        address_sealed=given.keys.seal(given.keys.open(person.email_sealed, purpose=ADDRESS), purpose=ADDRESS),
        language=language,
    )
    given.session.add(row)
    given.session.flush()
    return row
