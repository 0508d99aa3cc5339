"""The officers' desk: lists by due date, what to do next, the acts, and the answer from draft to recall."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.petition import queries
from app.petition.lifecycle import Stage
from app.petition.models import Assignment, Part, Petition
from app.respond import actions, answers
from app.respond.models import AnswerDraft, Outcome
from app.respond.queries import messages
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import OTHER_TITLES, Given
from tests.web.markup import check
from tests.web.visits import Visit

Enter = Callable[[Person], Visit]

ANSWER = {
    "promises": "1",
    "summary": "兩項訴求一項採納、一項部分採納。",
    "outcome-1": "adopted",
    "reason-1": "已納入下一版設計，年底前分兩階段上線，過程公開。",
    "outcome-2": "partly_adopted",
    "reason-2": "先從常用的申報情境開始試用，其餘功能視試用結果再決定。",
    "analysis": "經盤點各項意見後分析如下。",
    "consultations": "已辦理兩場協作會議。",
    "plan": "依期程辦理。",
    "promise-1-text": "完成新版系統上線",
    "promise-1-due_on": "2026-05-01",
    "promise-1-unit": "資訊處",
}


@pytest.fixture
def enter(app: Flask) -> Enter:
    return lambda person: Visit(app).enter(person, strong=True)


@pytest.fixture
def wu(enter: Enter, cast: Cast) -> Visit:
    return enter(cast.wu)


def drafted(wu: Visit, petition: Petition, kind: str = "answer", **changes: Any) -> str:
    """Type an answer, go to its preview, and return the page."""
    wu.post(f"/desk/{petition.number}/{kind}", {**ANSWER, **changes, "act": "preview", "seen": seen(wu, petition, kind)})
    return wu.follow().text


def seen(wu: Visit, petition: Petition, kind: str = "answer") -> str:
    page = wu.get(f"/desk/{petition.number}/{kind}").text
    return page.split('name="seen" value="')[1].split('"')[0]


def seal(page: str) -> str:
    return page.split('name="seal" value="')[1].split('"')[0]


def fresh(session: Session, petition: Petition) -> Petition:
    session.expire_all()
    return queries.by_number(session, petition.number)


def test_the_desk_lists_by_due_date_with_milestones(wu: Visit, given: Given, cast: Cast) -> None:
    later = given.an_established_petition(title=OTHER_TITLES[0])
    sooner = given.an_established_petition(title=OTHER_TITLES[1], by=cast.bo, days=70, threshold_days_ago=61)
    page = wu.get("/desk").text
    check(page)
    assert page.index(sooner.number) < page.index(later.number)
    assert "剩56天" in page and "里程碑" in page and "逾期54天" in page
    assert later.number not in wu.get("/desk", query_string={"due": "bad"}).text
    assert later.number in wu.get("/desk", query_string={"q": "月票"}).text


def test_the_other_lists(wu: Visit, given: Given, cast: Cast) -> None:
    gathering = given.an_open_petition(endorsements=3, title=OTHER_TITLES[0])
    answered = given.an_answered_petition(title=OTHER_TITLES[1], by=cast.bo)
    page = wu.get("/desk/gathering").text
    check(page)
    assert gathering.number in page and answered.number not in page
    page = wu.get("/desk/answered").text
    check(page)
    assert answered.number in page


def test_empty_lists_say_so(wu: Visit) -> None:
    for path, words in (("/desk", "沒有等待回應"), ("/desk/gathering", "沒有附議中"), ("/desk/answered", "還沒有回應過")):
        page = wu.get(path).text
        check(page)
        assert words in page


@pytest.mark.parametrize(
    "path",
    ["", "/contact", "/answer", "/answer/preview", "/correction", "/published", "/do/plan", "/do/extend", "/do/take-up", "/do/accept"],
)
def test_another_agencys_case_is_not_found(enter: Enter, given: Given, cast: Cast, path: str) -> None:
    petition = given.an_established_petition()
    chen = enter(cast.chen)
    assert chen.get(f"/desk/{petition.number}{path}").status_code == 404
    assert chen.post(f"/desk/{petition.number}{path}").status_code in (404, 405)
    for act in ("/answer/draft", "/answer/publish", "/recall"):
        assert chen.post(f"/desk/{petition.number}{act}").status_code == 404


def test_a_case_says_what_comes_next_and_why(wu: Visit, given: Given, cast: Cast) -> None:
    petition = given.an_established_petition()
    page = wu.get(f"/desk/{petition.number}").text
    check(page)
    assert "成案後7天內要公布處理規劃" in page and "成案後14天內" in page and "到期前可以展延一次" in page
    assert cast.mei.nickname in page and "mei@example.org" not in page


def test_the_plan_is_published_and_the_milestone_met(wu: Visit, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    check(wu.get(f"/desk/{petition.number}/do/plan").text)
    empty = wu.post(f"/desk/{petition.number}/do/plan", {"text": " "})
    assert empty.status_code == 422 and "這一欄還沒有填" in empty.text
    check(empty.text)
    wu.post(f"/desk/{petition.number}/do/plan", {"text": "由資訊處負責，三月辦理試用。"})
    page = wu.follow().text
    assert "處理規劃已公布" in page and "於3月2日完成" in page
    assert "由資訊處負責" in wu.get(f"/petitions/{petition.number}").text
    late = wu.post(f"/desk/{petition.number}/do/plan", {"text": "同仁的頁面上還寫著另一份規劃。"})
    assert late.status_code == 409 and "同仁的頁面上還寫著另一份規劃。" in late.text and "這一項已經完成了" in late.text


def test_contact_goes_through_the_platform(wu: Visit, given: Given, cast: Cast, session: Session, clock: HandClock) -> None:
    petition = given.an_established_petition()
    check(wu.get(f"/desk/{petition.number}/contact").text)
    assert wu.post(f"/desk/{petition.number}/contact", {"text": ""}).status_code == 422
    wu.post(f"/desk/{petition.number}/contact", {"text": "想請教你使用的作業系統版本。"})
    actions.write_back(session, fresh(session, petition), by=cast.mei, text="我用的是開放原始碼的系統。", at=clock.at)
    session.commit()
    page = wu.get(f"/desk/{petition.number}/contact").text
    check(page)
    assert "想請教你使用的作業系統版本" in page and "我用的是開放原始碼的系統" in page and "財政部" in page
    assert "想請教" not in wu.get(f"/petitions/{petition.number}").text
    assert len(messages(session, petition)) == 2


def test_a_meeting_has_its_record_and_lies_behind(wu: Visit, given: Given) -> None:
    petition = given.an_established_petition()
    check(wu.get(f"/desk/{petition.number}/meetings/record").text)
    ahead = wu.post(f"/desk/{petition.number}/meetings/record", {"record": "討論了三項議題。", "held_on": "2026-03-03"})
    assert ahead.status_code == 422 and "會議日期還沒到" in ahead.text and "討論了三項議題" in ahead.text
    assert wu.post(f"/desk/{petition.number}/meetings/record", {"record": "討論了三項議題。", "held_on": "昨天"}).status_code == 422
    wu.post(f"/desk/{petition.number}/meetings/record", {"record": "討論了三項議題。", "held_on": "2026-03-01"})
    assert "會議紀錄已公布" in wu.follow().text


def test_the_extension_shows_the_new_date_before_it_is_made(wu: Visit, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    page = wu.get(f"/desk/{petition.number}/do/extend").text
    check(page)
    assert "展延後的期限" in page and "2026年6月29日（一）23:59" in page
    wu.post(f"/desk/{petition.number}/do/extend", {"text": "需與廠商確認合約變更期程。"})
    assert "2026年6月29日（一）23:59" in wu.follow().text
    again = wu.post(f"/desk/{petition.number}/do/extend", {"text": "還需要更多時間。"})
    assert again.status_code == 409 and "只能展延一次" in again.text and "還需要更多時間" in again.text
    assert fresh(session, petition).extended_at is not None


def test_an_agency_may_take_up_below_the_threshold(wu: Visit, given: Given, session: Session) -> None:
    petition = given.an_open_petition(endorsements=3)
    assert "主動受理" in wu.get(f"/desk/{petition.number}").text
    check(wu.get(f"/desk/{petition.number}/do/take-up").text)
    wu.post(f"/desk/{petition.number}/do/take-up", {"text": "本部認為值得處理，主動受理。"})
    assert "已主動受理" in wu.follow().text
    assert fresh(session, petition).stage is Stage.RESPONDING


def test_an_agency_accepts_or_refuses_within_seven_days(wu: Visit, enter: Enter, given: Given, cast: Cast, session: Session) -> None:
    petition = given.an_open_petition(days=3)
    assert "確認由本機關處理" in wu.get(f"/desk/{petition.number}").text
    check(wu.get(f"/desk/{petition.number}/do/accept").text)
    short = wu.post(f"/desk/{petition.number}/do/refuse", {"text": "不是"})
    assert short.status_code == 422
    wu.post(f"/desk/{petition.number}/do/refuse", {"text": "軟體採購屬數位發展部權責，非本部主管。"})
    assert "不再列在你的機關" in wu.follow().text
    refused = fresh(session, petition)
    assert refused.lead_undecided and refused.assignments[0].part is Part.REFUSED
    assert wu.get(f"/desk/{petition.number}").status_code == 404
    ann = enter(cast.ann)
    assert petition.number in ann.get("/admin/leads").text


def test_after_seven_days_the_choice_is_gone(wu: Visit, given: Given) -> None:
    petition = given.an_open_petition(days=10)
    assert "不是本機關主管" not in wu.get(f"/desk/{petition.number}").text
    late = wu.post(f"/desk/{petition.number}/do/accept")
    assert late.status_code == 409 and "期限已經過了" in late.text


def test_an_answer_goes_from_draft_to_preview_to_the_public(wu: Visit, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    check(wu.get(f"/desk/{petition.number}/answer").text)
    page = drafted(wu, petition)
    check(page)
    assert "公布後會寄信給1人" in page and "一項部分採納" in page and "2026年5月1日" in page
    assert fresh(session, petition).stage is Stage.RESPONDING
    wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(page)})
    page = wu.follow().text
    check(page)
    assert "還有5分鐘可以收回" in page
    public = wu.get(f"/petitions/{petition.number}").text
    assert ANSWER["summary"] in public and ANSWER["promise-1-text"] in public
    assert session.get(AnswerDraft, (petition.id, "answer")) is None


def test_every_demand_must_be_answered_and_the_draft_is_kept(wu: Visit, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    refused = wu.post(f"/desk/{petition.number}/answer", {**ANSWER, "outcome-2": "", "promise-1-due_on": "", "act": "preview"})
    assert refused.status_code == 422
    check(refused.text)
    assert "訴求2的參採情形：還沒有選參採情形" in refused.text and 'href="#outcome-2"' in refused.text
    assert "請填承諾的完成日期" in refused.text
    kept = wu.get(f"/desk/{petition.number}/answer").text
    assert ANSWER["reason-2"] in kept and ANSWER["summary"] in kept
    assert wu.get(f"/desk/{petition.number}/answer/preview").status_code == 303


def test_a_long_summary_is_refused(wu: Visit, given: Given) -> None:
    petition = given.an_established_petition()
    refused = wu.post(f"/desk/{petition.number}/answer", {**ANSWER, "summary": "字" * 201, "act": "preview"})
    assert refused.status_code == 422 and "最多200字，現在是201字" in refused.text


def test_promises_are_added_and_removed_without_a_script(wu: Visit, given: Given) -> None:
    petition = given.an_established_petition()
    wu.post(f"/desk/{petition.number}/answer", {**ANSWER, "act": "add-promise"})
    page = wu.follow().text
    assert 'name="promise-2-text"' in page and ANSWER["promise-1-text"] in page
    two = {**ANSWER, "promises": "2", "promise-2-text": "公布試用報告", "promise-2-due_on": "2026-04-01"}
    wu.post(f"/desk/{petition.number}/answer", {**two, "act": "remove-promise-1"})
    page = wu.follow().text
    assert "公布試用報告" in page and ANSWER["promise-1-text"] not in page and 'name="promise-2-text"' not in page


def test_the_draft_saves_itself(wu: Visit, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    page = wu.get(f"/desk/{petition.number}/answer").text
    assert f'data-autosave="/desk/{petition.number}/answer/draft"' in page
    saved = wu.post(f"/desk/{petition.number}/answer/draft", {**ANSWER, "summary": "寫到一半", "outcome-2": ""})
    assert saved.status_code == 204
    page = wu.get(f"/desk/{petition.number}/answer").text
    assert "寫到一半" in page and "草稿已在10:00儲存" in page


def test_a_colleagues_draft_is_not_overwritten_unseen(wu: Visit, given: Given, cast: Cast, session: Session, clock: HandClock) -> None:
    petition = given.an_established_petition()
    old = seen(wu, petition)
    actions.save(session, petition, by=cast.kai, content={"kind": "answer", "promises": 0, "texts": {"summary": "同仁寫的"}}, at=clock.at)
    session.commit()
    late = wu.post(f"/desk/{petition.number}/answer", {**ANSWER, "seen": old, "act": "save"})
    assert late.status_code == 409 and ANSWER["summary"] in late.text and "同仁在10:00改過" in late.text
    check(late.text)
    assert wu.post(f"/desk/{petition.number}/answer/draft", {**ANSWER, "seen": old}).status_code == 409
    now_seen = late.text.split('name="seen" value="')[1].split('"')[0]
    assert wu.post(f"/desk/{petition.number}/answer", {**ANSWER, "seen": now_seen, "act": "save"}).status_code == 303


def test_a_correction_and_a_final_answer_are_written_side_by_side(wu: Visit, given: Given, session: Session, clock: HandClock) -> None:
    petition = given.an_answered_petition(Outcome.ADOPTED, Outcome.UNDER_STUDY)
    session.commit()
    clock.advance(minutes=5)
    final, better = {**ANSWER, "summary": "最後結論的草稿。"}, {**ANSWER, "correction": "改正錯字。", "summary": "更正的草稿。"}
    wu.post(f"/desk/{petition.number}/answer", {**final, "act": "save"})
    wu.post(f"/desk/{petition.number}/correction", {**better, "act": "save"})
    assert "最後結論的草稿。" in wu.get(f"/desk/{petition.number}/answer").text
    page = drafted(wu, petition, "correction", **{**better, "outcome-2": "under_study"})
    assert wu.post(f"/desk/{petition.number}/correction/publish", {"seal": seal(page)}).status_code == 303
    assert "最後結論的草稿。" in wu.get(f"/desk/{petition.number}/answer").text
    assert session.get(AnswerDraft, (petition.id, "correction")) is None


def test_a_form_that_outlived_its_draft_is_not_kept_unseen(wu: Visit, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    shown = seal(drafted(wu, petition))
    old = seen(wu, petition)
    study = {**ANSWER, "outcome-2": "under_study"}
    wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(drafted(wu, petition, **study))})
    late = wu.post(f"/desk/{petition.number}/answer", {**ANSWER, "summary": "還在寫的摘要。", "seen": old, "act": "save"})
    assert shown and late.status_code == 409 and "這份草稿已經公布" in late.text and "還在寫的摘要。" in late.text
    assert session.get(AnswerDraft, (petition.id, "answer")) is None


def test_what_was_not_previewed_is_not_published(wu: Visit, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    shown = seal(drafted(wu, petition))
    drafted(wu, petition, summary="改過的摘要，和預覽時不同。")
    late = wu.post(f"/desk/{petition.number}/answer/publish", {"seal": shown})
    assert late.status_code == 409 and "預覽之後改過" in late.text and "改過的摘要" in late.text
    assert fresh(session, petition).stage is Stage.RESPONDING


def test_the_proposers_own_data_forbids_publishing(wu: Visit, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    page = drafted(wu, petition, plan="已請提議者 mei@example.org 參與試用。")
    check(page)
    assert "有提議者的個人資料，不能公布" in page and 'name="seal"' not in page
    assert wu.post(f"/desk/{petition.number}/answer/publish", {"seal": "x"}).status_code == 409
    assert fresh(session, petition).stage is Stage.RESPONDING


def test_other_findings_must_be_read_over(wu: Visit, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    page = drafted(wu, petition, plan="洽詢專線：service@example.gov.tw，由專人說明。")
    assert "這些文字好像是個人資料" in page and "service@example.gov.tw" in page
    unread = wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(page)})
    assert unread.status_code == 422 and "好像有個人資料" in unread.text
    check(unread.text)
    wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(page), "read_over": "y"})
    assert fresh(session, petition).stage is Stage.RESPONDED


def test_an_answer_is_recalled_within_five_minutes(wu: Visit, given: Given, session: Session, clock: HandClock) -> None:
    petition = given.an_established_petition()
    wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(drafted(wu, petition))})
    clock.advance(minutes=4, seconds=59)
    assert "還有1分鐘可以收回" in wu.get(f"/desk/{petition.number}/published").text
    wu.post(f"/desk/{petition.number}/recall")
    assert "回應已收回" in wu.follow().text
    assert fresh(session, petition).stage is Stage.RESPONDING
    assert ANSWER["summary"] in wu.get(f"/desk/{petition.number}/answer").text
    assert ANSWER["summary"] not in wu.get(f"/petitions/{petition.number}").text


def test_a_promise_of_a_recalled_final_answer_may_be_left_out(wu: Visit, given: Given, session: Session, clock: HandClock) -> None:
    petition = given.an_answered_petition(Outcome.ADOPTED, Outcome.UNDER_STUDY)
    session.commit()
    clock.advance(minutes=10)
    more = {"promises": "2", "promise-2-text": "公布試用報告", "promise-2-due_on": "2026-06-01", "promise-2-unit": "資訊處"}
    first = wu.get(f"/desk/{petition.number}/answer").text.split('name="promise-1-of" value="')[1].split('"')[0]
    kept = {**more, "promise-1-of": first, "promise-1-due_on": "2026-05-31"}
    page = drafted(wu, petition, **kept)
    assert wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(page), "acknowledged": "y"}).status_code == 303
    wu.post(f"/desk/{petition.number}/recall")
    page = wu.get(f"/desk/{petition.number}/answer").text
    assert f'name="promise-1-of" value="{first}"' in page and 'name="promise-2-of" value=""' in page
    assert "刪除承諾2" in page and "刪除承諾1" not in page


def test_after_five_minutes_only_a_correction_helps(wu: Visit, given: Given, session: Session, clock: HandClock) -> None:
    petition = given.an_established_petition()
    wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(drafted(wu, petition))})
    early = drafted(wu, petition, "correction", correction="改正第一項的期程。")
    assert wu.post(f"/desk/{petition.number}/correction/publish", {"seal": seal(early)}).status_code == 409
    clock.advance(minutes=5)
    late = wu.post(f"/desk/{petition.number}/recall")
    assert late.status_code == 409 and "收回的時間已經過了" in late.text
    check(late.text)
    page = wu.get(f"/desk/{petition.number}/correction").text
    check(page)
    assert ANSWER["summary"] in page
    nothing = wu.post(f"/desk/{petition.number}/correction", {**ANSWER, "correction": "", "act": "preview"})
    assert nothing.status_code == 422
    page = drafted(wu, petition, "correction", correction="改正第一項的期程。", summary="更正後的摘要。")
    assert "改正第一項的期程" in page
    wu.post(f"/desk/{petition.number}/correction/publish", {"seal": seal(page)})
    versions = answers.versions(session, fresh(session, petition))
    assert [version.summary for version in versions] == [ANSWER["summary"], "更正後的摘要。"]
    public = wu.get(f"/petitions/{petition.number}").text
    assert "更正後的摘要" in public and "改正第一項的期程" in public
    assert ANSWER["summary"] in wu.get(f"/petitions/{petition.number}/answer/versions").text


def test_a_correction_cannot_bring_studying_back(wu: Visit, given: Given, clock: HandClock) -> None:
    petition = given.an_answered_petition()
    clock.advance(minutes=6)
    form = wu.get(f"/desk/{petition.number}/correction").text
    assert "under_study" not in form
    refused = wu.post(f"/desk/{petition.number}/correction", {**ANSWER, "correction": "改", "outcome-1": "under_study", "act": "preview"})
    assert refused.status_code == 422 and "不能再改為研議" in refused.text


def test_what_is_under_study_reports_progress_and_ends(
    wu: Visit, enter: Enter, given: Given, cast: Cast, session: Session, clock: HandClock
) -> None:
    petition = given.an_answered_petition(Outcome.ADOPTED, Outcome.UNDER_STUDY)
    clock.advance(minutes=6)
    page = wu.get(f"/desk/{petition.number}").text
    check(page)
    assert "每6個月公布一次進度" in page
    check(wu.get(f"/desk/{petition.number}/do/progress").text)
    clock.advance(days=30)
    wu = enter(cast.wu)
    wu.post(f"/desk/{petition.number}/do/progress", {"text": "已完成第一階段評估。"})
    assert "研議進度已公布" in wu.follow().text
    assert fresh(session, petition).follow_up_due_at is not None
    still = wu.post(f"/desk/{petition.number}/answer", {**ANSWER, "outcome-2": "under_study", "act": "preview"})
    assert still.status_code == 422
    page = drafted(wu, petition, **{"outcome-2": "not_adopted", "promise-1-due_on": "2026-06-01"})
    wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(page)})
    assert fresh(session, petition).stage is Stage.RESPONDED


def test_a_co_agency_reads_and_leaves_the_answer_to_the_lead(
    enter: Enter, given: Given, cast: Cast, session: Session, clock: HandClock
) -> None:
    petition = given.an_established_petition()
    session.add(Assignment(petition_id=petition.id, agency_id=cast.transport.id, part=Part.CO_AGENCY, since=clock.at - timedelta(days=20)))
    session.commit()
    chen = enter(cast.chen)
    page = chen.get(f"/desk/{petition.number}").text
    assert "你的機關是協辦" in page and "寫回應" not in page
    assert chen.get(f"/desk/{petition.number}/answer").status_code == 403
    assert chen.post(f"/desk/{petition.number}/do/plan", {"text": "由協辦機關公布。"}).status_code == 403


def test_the_answer_of_an_overdue_case_still_stands(wu: Visit, given: Given, session: Session) -> None:
    petition = given.an_established_petition(days=100, threshold_days_ago=80)
    page = wu.get("/desk", query_string={"due": "bad"}).text
    assert petition.number in page and "逾期" in page
    assert "展延回應期限" not in wu.get(f"/desk/{petition.number}").text
    wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(drafted(wu, petition))})
    assert fresh(session, petition).stage is Stage.RESPONDED


def test_too_early_too_late_and_unknown(wu: Visit, given: Given) -> None:
    petition = given.an_open_petition()
    assert wu.get(f"/desk/{petition.number}/answer").status_code == 409
    assert wu.get(f"/desk/{petition.number}/do/nothing").status_code == 404
    assert wu.get("/desk/999-0001").status_code == 404


@pytest.mark.parametrize("path", ["/desk", "/desk/gathering", "/desk/answered", "/desk/{number}", "/desk/{number}/answer"])
def test_every_page_stands_in_english_too(wu: Visit, given: Given, path: str) -> None:
    petition = given.an_established_petition()
    page = wu.get("/en" + path.format(number=petition.number)).text
    assert check(page).language == "en"


def test_dates_of_promises_lie_ahead(wu: Visit, given: Given, clock: HandClock) -> None:
    petition = given.an_established_petition()
    past = wu.post(f"/desk/{petition.number}/answer", {**ANSWER, "promise-1-due_on": date(2026, 3, 1).isoformat(), "act": "preview"})
    assert past.status_code == 422 and "承諾的日期不能早於今天" in past.text
