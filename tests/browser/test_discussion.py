"""The discussion in Chromium: one press is a vote, the same without a script, and axe on every page of it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy import func, select

from app.discuss import actions, queries, reports, votes
from app.discuss.models import Comment, CommentGround, CommentReport, CommentVote, Lane
from tests.browser.conftest import Live
from tests.browser.test_citizen import watched
from tests.cast import citizen

pytestmark = pytest.mark.browser

SAID = (
    (Lane.FOR, "我在醫院值夜班，報稅季只能凌晨用手機弄。\n手機版第二步會跳回首頁，客服說要換電腦，可是我家沒有電腦。", 5),
    (Lane.FOR, "支持先讓民眾試用再上線。去年試過三種瀏覽器都卡在同一個地方，問題不難找，只是沒有人在上線前試。", 2),
    (Lane.AGAINST, "重做介面要一年，這一年原本的系統誰來維護？建議先列出最常卡住的五個步驟，逐一修好，成本低很多。", 3),
    (Lane.OTHER, "想請問有沒有各瀏覽器的失敗比例？公布出來，大家才知道該先改哪裡。", 1),
)


def told(live: Live) -> tuple[str, list[int]]:
    """A petition with something in every lane, a reply and a stub."""
    with live.given() as given:
        petition = given.an_established_petition()
        session, keys, ids = given.session, given.keys, []
        for no, (lane, text, argued) in enumerate(SAID):
            by = citizen(session, keys, ("夜班護理師", "阿土伯", "精打細算的會計", "好奇的學生")[no], at=given.at, no=200 + no)
            comment = actions.post(session, petition, by=by, lane=lane, text=text, at=given.at - timedelta(hours=30 - no))
            for person in (given.cast.hao, given.cast.lin, given.cast.wu, given.cast.chen, given.cast.ann)[:argued]:
                votes.vote(session, comment, by=person, keys=keys, at=given.at)
            ids.append(comment.id)
        first = queries.comment(session, petition, ids[0])
        agency, words = given.cast.finance, "手機版的問題已排入今年的改版。"
        actions.reply_as_agency(session, first, by=given.cast.wu, agency=agency, text=words, at=given.at)
        actions.reply_as_proposer(session, first, by=given.cast.mei, text="謝謝你的經驗，我會補進附議說明。", at=given.at)
        spam = actions.post(session, petition, by=given.cast.bo, lane=Lane.OTHER, text="加入我的投資群組，保證獲利。", at=given.at)
        reports.report(session, spam, by=given.cast.kai, ground=CommentGround.ADVERTISING, keys=keys, at=given.at)
        reports.remove(session, spam, by=given.cast.lin, ground=CommentGround.ADVERTISING, explanation="招攬投資。", at=given.at)
        return petition.number, ids


def count(live: Live, table: type, *where: object) -> int:
    with live.platform.sessions() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where)) or 0  # type: ignore[arg-type]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_reading(live: Live, context: BrowserContext, prefix: str) -> None:
    number, _ = told(live)
    page, said = watched(context)
    page.goto(f"{live.url}{prefix}/petitions/{number}")
    page.locator("#discussion").scroll_into_view_if_needed()
    page.locator("section[aria-labelledby=discussion] > p > a").first.click()
    page.goto(f"{live.url}{prefix}/petitions/{number}/discussion?lane=for")
    assert context.cookies() == []
    assert said == []


def test_one_press_is_a_vote_and_another_takes_it_back(live: Live, context: BrowserContext) -> None:
    number, ids = told(live)
    live.enter(context, "kai")
    page, said = watched(context)
    page.goto(f"{live.url}/petitions/{number}/discussion")
    pill = page.locator(f"#v{ids[0]} button")
    pill.click()
    expect(pill).to_have_attribute("aria-pressed", "true")
    expect(pill).to_contain_text("論述清楚 6")
    expect(pill).to_be_focused()
    assert page.url.endswith("/discussion")
    assert count(live, CommentVote, CommentVote.comment_id == ids[0]) == 6
    pill.click()
    expect(pill).to_have_attribute("aria-pressed", "false")
    assert count(live, CommentVote, CommentVote.comment_id == ids[0]) == 5
    pill.click()
    expect(pill).to_have_attribute("aria-pressed", "true")
    page.reload()
    page.locator(f"#v{ids[0]} button").click()
    expect(page.locator(f"#v{ids[0]} button")).to_have_attribute("aria-pressed", "true")
    assert count(live, CommentVote, CommentVote.comment_id == ids[0]) == 6
    assert said == []


def test_a_stranger_is_led_to_the_door_and_back(live: Live, context: BrowserContext) -> None:
    number, ids = told(live)
    page, _ = watched(context)
    page.goto(f"{live.url}/petitions/{number}/discussion")
    page.locator(f"#v{ids[0]} button").click()
    page.wait_for_url("**/sign-in**")
    assert f"/discussion/{ids[0]}/vote" in unquote(page.url)


def test_the_same_without_a_script(live: Live, plain_context: BrowserContext) -> None:
    number, ids = told(live)
    live.enter(plain_context, "kai")
    page, talk = plain_context.new_page(), f"{live.url}/petitions/{number}/discussion"
    page.goto(talk)
    page.locator(f"#v{ids[2]} button").click()
    page.get_by_role("button", name="論述清楚").click()
    expect(page.get_by_role("button", name="論述清楚 4")).to_have_attribute("aria-pressed", "true")
    page.goto(talk)
    page.locator(f"#c{ids[2]}").get_by_role("link", name="檢舉").click()
    page.get_by_label("和這件提議無關").check()
    page.get_by_role("button", name="送出檢舉").click()
    expect(page.get_by_role("heading", name="已收到檢舉")).to_be_visible()
    assert count(live, CommentReport, CommentReport.comment_id == ids[2]) == 1
    page.goto(talk)
    page.get_by_role("link", name="發表意見").click()
    page.get_by_label("反對").check()
    page.get_by_label("你的意見").fill("成本先算清楚再決定，比較不會做到一半。")
    page.get_by_role("button", name="發表").click()
    expect(page.get_by_text("已經發表。")).to_be_visible()


def test_every_page_of_somebody_who_takes_part(live: Live, context: BrowserContext) -> None:
    number, ids = told(live)
    live.enter(context, "kai")
    page, said = watched(context)
    talk = f"{live.url}/petitions/{number}/discussion"
    page.goto(f"{talk}/{ids[2]}/vote")
    page.goto(f"{talk}/{ids[2]}/report")
    page.get_by_role("button", name="送出檢舉").click()
    page.get_by_label("和這件提議無關").check()
    page.get_by_role("button", name="送出檢舉").click()
    page.goto(f"{talk}/write")
    page.get_by_label("反對").check()
    page.get_by_label("你的意見").fill("請打0912-345-678給我。")
    page.get_by_role("button", name="發表").click()
    expect(page.locator(".summary")).to_be_focused()
    page.get_by_label("你的意見").fill("成本先算清楚再決定，比較不會做到一半。")
    page.get_by_role("button", name="預覽").click()
    page.get_by_role("button", name="發表").click()
    page.get_by_role("link", name="修改").click()
    page.go_back()
    page.get_by_role("link", name="刪除").click()
    page.get_by_role("button", name="刪除").click()
    expect(page.get_by_text("已經刪除，討論區只留下位置。")).to_be_visible()
    assert said == []


def test_those_who_reply_and_those_who_decide(live: Live, context: BrowserContext) -> None:
    number, ids = told(live)
    with live.given() as given:
        comment = given.session.get_one(Comment, ids[1])
        for person in (given.cast.kai, given.cast.ann):
            reports.report(given.session, comment, by=person, ground=CommentGround.FLOODING, keys=given.keys, at=given.at)
    live.enter(context, "mei")
    page, said = watched(context)
    page.goto(f"{live.url}/me/{number}/discussion")
    page.locator(f"#c{ids[2]}").get_by_role("link", name="回覆").click()
    live.enter(context, "wu")
    page.goto(f"{live.url}/desk/{number}/discussion")
    page.locator(f"#c{ids[2]}").get_by_role("link", name="回覆").click()
    page.get_by_role("textbox", name="回覆").fill("五個步驟的清單我們會在處理規劃公布。")
    page.get_by_role("button", name="以機關名義回覆").click()
    expect(page.locator(f"#c{ids[2]}")).to_contain_text("財政部")
    live.enter(context, "hao")
    page.goto(f"{live.url}/moderate/comments")
    page.locator("article h2 a").click()
    page.get_by_label("移除，留下位置和理由").check()
    page.get_by_label("重複張貼相同內容").check()
    page.get_by_role("button", name="送出決定").click()
    expect(page.get_by_text("已經移除，並告訴發表的人。")).to_be_visible()
    assert said == []
