"""The petitions of the face's world by name: one in every stage and every situation that a page shows.

Each is proposed by somebody of its own. To add one, write what makes it as a function of `Given` and name it in PETITIONS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.accounts.models import Role
from app.endorse import actions as endorse
from app.endorse import queries as ballots
from app.endorse.counties import County
from app.endorse.models import Endorsement, EndorsementHour
from app.endorse.sources import Source
from app.meet import actions as meetings
from app.meet.rules import Report
from app.petition import assignments, co_agencies, handovers, links, merging, queries
from app.petition.links import Relation
from app.petition.models import Petition
from app.petition.text import Text, text_of
from app.propose import actions as propose
from app.propose.content import of_petition
from app.respond import actions as respond
from app.respond import answers, attachments, keeping
from app.respond.attachments import Upload
from app.respond.models import Outcome, Promise, PromiseState
from app.respond.promises import of_petition as promises_of
from app.respond.rules import Promised
from app.review import actions as review
from app.review import advice, holds, notes
from app.review.advice import Suggestion
from app.review.notes import Spot
from app.review.rules import HideGround
from tests.cast import citizen
from tests.face.removals import below_threshold
from tests.given import REFUSAL, WORKDAYS, Given, answer
from tests.respond.papers import pdf
from tests.web import test_public_pages as stages

LONG = "國民中小學與幼兒園營養午餐食材來源及檢驗結果應每日以開放格式公開並提供家長以手機查詢及接收異常通知的統一平臺"
LINES = (Path(__file__).parents[1] / "propose" / "unrelated_titles.txt").read_text(encoding="utf-8").splitlines()
TITLES = [line for line in LINES if line and not line.startswith("#")]
# So many endorse from somewhere and live somewhere; fewer leave no county and no source that may be shown.
MANY = 300
PHONE = "請打0912-345-678聯絡承辦人，謝謝幫忙轉達。"


@dataclass
class Brief(Given):
    """Situations whose endorsements are counted but not written one by one: pages show the counts of the hours.

    The petition of the n-th proposer has the n-th title.
    """

    no: int = 0

    def text(self, **changes: Any) -> Text:
        return super().text(**{"title": TITLES[self.no], **changes})

    def by_somebody_else(self, no: int) -> Brief:
        """The same situations with a proposer of their own, since one person may submit only so many."""
        person = citizen(self.session, self.keys, f"proposer{no}", at=self.at, no=900 + no)
        return replace(self, cast=replace(self.cast, mei=person), no=no)

    def endorsed(self, petition: Petition, count: int) -> None:
        assert petition.endorse_from is not None
        if not count:
            return
        until = min(self.at, petition.endorse_until or self.at)
        first = petition.endorse_from.replace(minute=0, second=0, microsecond=0)
        hours = max(1, int((until - first) / timedelta(hours=1)))
        shares = [(count * (no + 1)) // hours - (count * no) // hours for no in range(hours)]
        rows = [(first + timedelta(hours=no), share) for no, share in enumerate(shares) if share]
        self.session.add_all(EndorsementHour(petition_id=petition.id, hour=hour, endorsed=share) for hour, share in rows)
        petition.endorsements += count
        if petition.endorsements == count >= MANY:
            lives = {county: count // (4 + no * 2) // 4 for no, county in enumerate(County)}
            self.declared(petition, lives, {source: count // (4 + no * 3) // 2 for no, source in enumerate(Source)})
        self.session.flush()


def long_words(given: Given) -> Petition:
    """Everything as long as it may be."""
    sentence = "應訂定全國一致的公開項目、格式與時限，並由中央主管機關統一建置查詢平臺，確保資料可以再利用。"
    return given.an_open_petition(
        title=LONG, endorsements=1_234, demands=(sentence * 4,) * 5, reasons="目前各校公布的欄位與時間都不同，家長很難比對。" * 60
    )


def appealed(given: Given) -> Petition:
    petition = given.a_refused_petition(at=given.at - timedelta(days=2))
    why = "這件事涉及中央主管法規的修正，不只是地方的執行。"
    review.appeal(given.session, petition, by=given.cast.mei, reason=why, workdays=WORKDAYS, at=given.at - timedelta(hours=2))
    return petition


def consulted(given: Given) -> Petition:
    """Lin holds it, has written beside it, and asked two agencies; one has answered."""
    petition, cast = given.a_petition_in_review(), given.cast
    why = "這件事是不是貴機關主管？有沒有正在進行的修法或計畫？"
    asked = advice.ask(
        given.session, petition, by=cast.lin, agencies=[cast.finance, cast.transport], question=why, workdays=WORKDAYS,
        at=given.at - timedelta(hours=2),
    )  # fmt: skip
    answer = advice.Given(Suggestion.OTHER_AGENCY, "票證的介接規格由交通部訂定，本部只管補助經費的核銷。", other=cast.transport)
    advice.answer(given.session, asked[0], by=cast.wu, given=answer, at=given.at - timedelta(hours=1))
    notes.write(given.session, petition, by=cast.hao, text="和去年的一件有關，先等交通部的意見。", at=given.at - timedelta(hours=1))
    hint = "訴求2沒有寫由誰辦理，請補上機關和期限。"
    notes.write(given.session, petition, by=cast.lin, text=hint, hint_for=Spot.DEMANDS, at=given.at)
    for word in ("待機關意見", "跨機關"):
        notes.tag(given.session, petition, by=cast.lin, tag=word, at=given.at)
    holds.claim(given.session, petition, by=cast.lin, at=given.at)
    return petition


def refused_with_hints(given: Given) -> Petition:
    """With a word of the moderator about two parts of the form."""
    petition = given.a_petition_in_review(at=given.at - timedelta(days=2))
    hints = {Spot.DEMANDS: "訴求2請寫出由哪個機關辦理、什麼時候完成。", Spot.IMPACT: "請補上成本，和可能不方便的人。"}
    for spot, text in hints.items():
        notes.write(given.session, petition, by=given.cast.lin, text=text, hint_for=spot, at=given.at - timedelta(days=2))
    review.refuse(given.session, petition, by=given.cast.lin, refusal=REFUSAL, at=given.at - timedelta(days=1))
    return petition


def revised(given: Given) -> Petition:
    """Refused, written anew, and in review again."""
    before = given.a_refused_petition(at=given.at - timedelta(days=2))
    draft = propose.save(given.session, given.cast.mei, key=uuid4(), content=of_petition(before), at=given.at, revises=before)
    text = replace(
        text_of(before), agencies=("A05000000E",), demands=("報稅系統應在兩年內支援各種作業系統與瀏覽器。", before.demands[1].text),
        impact=f"{before.impact}維護費用每年約八百萬元。", difference="已經依提示修改。",
    )  # fmt: skip
    after = propose.submit(
        given.session, text, by=given.cast.mei, keys=given.keys, workdays=WORKDAYS, at=given.at - timedelta(hours=1), draft=draft
    )
    return queries.by_number(given.session, after.number)


def refused_long_ago(given: Given) -> Petition:
    return given.a_refused_petition(at=given.at - timedelta(days=40))


def with_personal_data(given: Given) -> Petition:
    return given.a_petition_in_review(reasons=PHONE)


def to_be_hidden(given: Given) -> Petition:
    petition = given.an_open_petition(endorsements=40)
    why = "內容公開第三人的住址與作息，刪去後不成立。"
    review.propose_hiding(given.session, petition, by=given.cast.hao, ground=HideGround.PERSONAL_DATA, explanation=why, at=given.at)
    return petition


def to_be_refused(given: Given) -> Petition:
    """Submitted under a policy by which a refusal takes two."""
    petition = given.a_petition_in_review()
    petition.rules = {**petition.rules, "four_eyes_refuse": True}
    review.propose_refusal(given.session, petition, by=given.cast.hao, refusal=REFUSAL, at=given.at)
    return petition


def hidden(given: Given) -> Petition:
    petition = to_be_hidden(given)
    review.settle_hiding(given.session, petition, by=given.cast.lin, consent=True, at=given.at)
    return petition


def without_lead(given: Given) -> Petition:
    return given.an_open_petition(lead=False, endorsements=1_100)


def in_conversation(given: Given) -> Petition:
    """The agency has asked, the proposer has answered, a meeting was held, and the plan came too late."""
    petition = given.an_established_petition(threshold_days_ago=12)
    agency = {"by": given.cast.wu, "agency": given.cast.finance, "at": given.at - timedelta(days=2)}
    respond.contact(given.session, petition, text="想請教你使用的作業系統版本。", **agency)
    respond.write_back(given.session, petition, by=given.cast.mei, text="家裡是Linux，學校是macOS。", at=given.at - timedelta(days=1))
    respond.plan(given.session, petition, text="先盤點系統，再邀請民眾試用。", **agency)
    report = Report(date(2026, 2, 26), "與會者同意先從常用的申報情境開始試用。")
    meetings.record(given.session, petition, report=report, **agency)
    return petition


def under_study_overdue(given: Given) -> Petition:
    """Studied for longer than rule 19 allows, after a report of progress."""
    past = replace(given, at=given.at - timedelta(days=400))
    petition = past.an_established_petition()
    past.answered(petition, Outcome.ADOPTED, Outcome.UNDER_STUDY)
    agency = {"by": given.cast.wu, "agency": given.cast.finance, "workdays": WORKDAYS}
    answers.progress(given.session, petition, text="已委託研究，尚待期末報告。", at=given.at - timedelta(days=380), **agency)
    return petition


def corrected(given: Given) -> Petition:
    past = replace(given, at=given.at - timedelta(days=9))
    petition = past.an_answered_petition()
    text = "兩次諮詢會議的紀錄：與會者同意分兩階段上線，先從手機版開始，年底前完成試用。"
    upload = Upload(pdf("<< /Author (Wang Hsiao-ming) >>"), "諮詢會議紀錄", text)
    attachments.attach(given.session, petition, upload, by=given.cast.wu, agency=given.cast.finance, at=given.at)
    better = replace(answer(at=given.at), summary="兩項訴求一項採納、一項部分採納，並更正完成日期。")
    answers.correct(
        given.session,
        petition,
        better,
        reason="先前的日期寫錯。",
        acknowledged=True,
        by=given.cast.wu,
        agency=given.cast.finance,
        keys=given.keys,
        at=given.at,
    )
    return petition


def opposed(given: Brief) -> Petition:
    """With an opposite one, and one of the same that another proposer would merge into it."""
    petition = given.an_open_petition(endorsements=1_820)
    against = given.by_somebody_else(given.no + 40).an_open_petition(endorsements=960)
    partner = given.by_somebody_else(given.no + 45)
    same = partner.an_open_petition(endorsements=310)
    for other, relation in ((against, Relation.OPPOSITE), (same, Relation.SAME)):
        links.link(given.session, petition, other, relation=relation, by=given.cast.hao, at=given.at - timedelta(hours=3))
    merging.offer(given.session, same, into=petition, by=partner.cast.mei, role=Role.PROPOSER, at=given.at - timedelta(hours=2))
    return petition


def merged(given: Brief) -> Petition:
    """Bo endorsed it before."""
    return _merged(given)[0]


def absorbed(given: Brief) -> Petition:
    return _merged(given)[1]


def _merged(given: Brief) -> tuple[Petition, Petition]:
    partner = given.by_somebody_else(given.no + 50)
    petition, into = given.an_open_petition(endorsements=240), partner.an_open_petition(endorsements=1_450, days=8)
    endorse.cast(given.session, ballots.ballot(given.session, petition.number, given.cast.bo.id), keys=given.keys, at=given.at)
    links.link(given.session, petition, into, relation=Relation.SAME, by=given.cast.hao, at=given.at - timedelta(hours=3))
    merging.offer(given.session, petition, into=into, by=given.cast.mei, role=Role.PROPOSER, at=given.at - timedelta(hours=2))
    merging.consent(given.session, merging.offers(given.session, into, at=given.at)[0], by=partner.cast.mei, at=given.at)
    given.session.add_all(
        Endorsement(
            petition_id=into.id, person_nullifier=bytes([no]) * 32, phone_nullifier=bytes([no]) * 32, at=given.at,
            text_sha256=into.text_sha256, xid="3", moved_from_id=petition.id,
        )
        for no in range(24)
    )  # fmt: skip
    given.session.flush()
    return queries.by_number(given.session, petition.number), queries.by_number(given.session, into.number)


def promised(given: Given) -> Petition:
    """Four promises: one overdue and begun, one kept, one put off, one dropped; and an outcome that was existing policy."""
    past = replace(given, at=given.at - timedelta(days=120))
    petition = past.an_established_petition()
    days = [(past.at + timedelta(days=days)).date() for days in (60, 90, 150, 80)]
    texts = ("公布試用報告", "完成新版系統上線", "修正申報作業要點", "舉辦各縣市說明會")
    written = answer(at=past.at)
    first, second = written.replies
    written = replace(
        written,
        replies=(first, replace(second, existing_policy=True)),
        promises=tuple(Promised(text, day, "資訊處", "https://example.org/plan") for text, day in zip(texts, days, strict=True)),
    )
    by: dict[str, Any] = {"by": given.cast.wu, "agency": given.cast.finance}
    answers.publish(given.session, petition, written, **by, keys=given.keys, workdays=WORKDAYS, at=past.at, acknowledged=True)
    late, kept, put_off, dropped = (one.promise for one in promises_of(given.session, petition))

    def tell(promise: Promise, to: PromiseState, text: str, days: int, link: str = "") -> None:
        told = keeping.Report(text, link, promise.commitment.seal)
        keeping.report(given.session, petition, promise, to, told, **by, at=given.at - timedelta(days=days))

    tell(kept, PromiseState.STARTED, "新版系統已開始開發，進度公開在網站。", 80)
    tell(late, PromiseState.STARTED, "已選定三個縣市試用，正在整理意見。", 70)
    tell(dropped, PromiseState.DROPPED, "改以線上說明會辦理，不再到各縣市舉辦。", 50)
    tell(kept, PromiseState.DONE, "新版系統已上線，公告與操作說明在下面的網址。", 35, "https://example.org/new")
    told = keeping.Report("作業要點要先送法規會審查，延後兩個月。", "", put_off.commitment.seal)
    later = given.at.date() + timedelta(days=90)
    keeping.redate(given.session, petition, put_off, later, told, **by, at=given.at - timedelta(days=20))
    return petition


def answered_just_now(given: Given) -> Petition:
    return given.an_answered_petition()


def offered(given: Given) -> Petition:
    """The lead would hand over to the transport ministry, and a third agency helps."""
    petition, cast = given.an_established_petition(), given.cast
    who = {"by": cast.wu, "agency": cast.finance, "at": given.at - timedelta(days=1)}
    third = assignments.agencies_by_code(given.session, ["A21000000I"])[0]
    co_agencies.add(given.session, petition, other=third, reason="問卷與公共衛生有關，請一起研議。", **who)
    why = "訴求談的是車站與票證，主管機關是該部，由它主辦較妥。"
    handovers.offer(given.session, petition, to=cast.transport, reason=why, stays=True, **who)
    return petition


PETITIONS: Mapping[str, Callable[[Brief], Petition]] = {
    "in-review": stages.in_review,
    "consulted": consulted,
    "refused-with-hints": refused_with_hints,
    "revised": revised,
    "review-overdue": stages.overdue_review,
    "appealed": appealed,
    "personal-data": with_personal_data,
    "refused": stages.refused,
    "refused-long-ago": refused_long_ago,
    "hidden": hidden,
    "to-be-hidden": to_be_hidden,
    "to-be-refused": to_be_refused,
    "opens-tomorrow": stages.opens_tomorrow,
    "endorsing": stages.endorsing,
    "long": long_words,
    "nearly-there": stages.nearly_there,
    "without-lead": without_lead,
    "established": stages.established_and_endorsing,
    "not-reached": stages.not_reached,
    "not-recorded": stages.ended_but_not_recorded,
    "withdrawn": stages.withdrawn,
    "opposed": opposed,
    "merged": merged,
    "absorbed": absorbed,
    "planned": stages.planned,
    "in-conversation": in_conversation,
    "extended": stages.extended,
    "offered": offered,
    "submitted": stages.established_and_endorsing,
    "overdue": stages.overdue_answer,
    "answered": stages.answered,
    "answered-just-now": answered_just_now,
    "under-study": stages.under_study,
    "under-study-overdue": under_study_overdue,
    "corrected": corrected,
    "promised": promised,
    "closed": stages.closed,
    "below-threshold": below_threshold,
}
