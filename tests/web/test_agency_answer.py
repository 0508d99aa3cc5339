"""The answer at the officers' desk, from draft to recall, correction and the end of a study."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.petition.lifecycle import Stage
from app.respond import actions, answers
from app.respond.models import AnswerDraft, Outcome
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.web.answering import ANSWER, drafted, fresh, seal, seen
from tests.web.markup import check
from tests.web.visits import Visit


@pytest.fixture
def wu(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.wu, strong=True)


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
    app: Flask, wu: Visit, given: Given, cast: Cast, session: Session, clock: HandClock
) -> None:
    petition = given.an_answered_petition(Outcome.ADOPTED, Outcome.UNDER_STUDY)
    clock.advance(minutes=6)
    page = wu.get(f"/desk/{petition.number}").text
    check(page)
    assert "每6個月公布一次進度" in page
    check(wu.get(f"/desk/{petition.number}/do/progress").text)
    clock.advance(days=30)
    wu = Visit(app).enter(cast.wu, strong=True)
    wu.post(f"/desk/{petition.number}/do/progress", {"text": "已完成第一階段評估。"})
    assert "研議進度已公布" in wu.follow().text
    assert fresh(session, petition).follow_up_due_at is not None
    still = wu.post(f"/desk/{petition.number}/answer", {**ANSWER, "outcome-2": "under_study", "act": "preview"})
    assert still.status_code == 422
    page = drafted(wu, petition, **{"outcome-2": "not_adopted", "promise-1-due_on": "2026-06-01"})
    wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(page)})
    assert fresh(session, petition).stage is Stage.RESPONDED


def test_the_answer_of_an_overdue_case_still_stands(wu: Visit, given: Given, session: Session) -> None:
    petition = given.an_established_petition(days=100, threshold_days_ago=80)
    page = wu.get("/desk", query_string={"due": "bad"}).text
    assert petition.number in page and "逾期" in page
    assert "展延回應期限" not in wu.get(f"/desk/{petition.number}").text
    wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(drafted(wu, petition))})
    assert fresh(session, petition).stage is Stage.RESPONDED


def test_dates_of_promises_lie_ahead(wu: Visit, given: Given, clock: HandClock) -> None:
    petition = given.an_established_petition()
    past = wu.post(f"/desk/{petition.number}/answer", {**ANSWER, "promise-1-due_on": date(2026, 3, 1).isoformat(), "act": "preview"})
    assert past.status_code == 422 and "承諾的日期不能早於今天" in past.text
