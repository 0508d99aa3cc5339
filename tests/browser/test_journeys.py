"""The four journeys to their ends, by keyboard alone and with JavaScript off: endorse, propose, decide, answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import func, select

from app.accounts import agencies
from app.endorse.models import Endorsement
from app.petition import queries
from app.petition.lifecycle import Stage
from app.petition.models import Petition
from tests.browser.conftest import Live
from tests.web.visits import Visit

pytestmark = pytest.mark.browser

TITLE = "國中小營養午餐食材來源與檢驗結果每日公開"
FARTHEST = 300


def reach(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, which then must be seen."""
    target.wait_for()
    for _ in range(FARTHEST):
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate(
                "element => getComputedStyle(element).outlineStyle !== 'none' || element.matches('input, textarea, select')"
            )
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    reach(page, target)
    page.keyboard.press(key)


def write(page: Page, target: Locator, text: str) -> None:
    """In place of what stands there."""
    reach(page, target)
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def choose(page: Page, target: Locator) -> None:
    """Take the second entry of a list."""
    press(page, target, "ArrowDown")


def stage(live: Live, number: str) -> Stage:
    with live.platform.sessions() as session:
        return queries.by_number(session, number).stage


def test_endorse_by_keyboard(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        number = given.an_open_petition().number
    live.enter(context, "bo")
    page = context.new_page()
    page.goto(f"{live.url}/petitions/{number}")
    press(page, page.locator("main").get_by_role("button", name="我要附議").first)
    expect(page).to_have_url(f"{live.url}/petitions/{number}/endorse?")
    press(page, page.get_by_role("button", name="我要附議"))
    expect(page.locator("h1")).to_contain_text("已附議")
    with live.platform.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Endorsement)) == 1


def test_propose_by_keyboard(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        agencies.plant(given.session)
    live.enter(context, "mei")
    page = context.new_page()
    page.goto(f"{live.url}/propose")
    write(page, page.get_by_label("提議名稱"), TITLE)
    choose(page, page.get_by_label("主題"))
    write(page, page.get_by_label("訴求1"), "各校每天上午公布當餐食材的產地與供應商。")
    write(page, page.get_by_label("為什麼需要改變"), "目前各校公開的欄位與時間都不同，家長很難比對。")
    write(page, page.get_by_label("利益與影響"), "家長能放心；學校要花時間整理資料。")
    press(page, page.get_by_role("button", name="下一步"))
    press(page, page.get_by_label("我不確定，請平臺協助判斷"), "Space")
    press(page, page.get_by_role("button", name="下一步"))
    press(page, page.get_by_role("button", name="送出提議"))
    expect(page.locator("h1")).to_have_text("已送出提議")
    with live.platform.sessions() as session:
        assert session.scalar(select(Petition.title)) == TITLE


def test_decide_by_keyboard(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        number = given.a_petition_in_review().number
    live.enter(context, "lin")
    page = context.new_page()
    page.goto(f"{live.url}/moderate")
    press(page, page.get_by_role("link", name="檢核 " + number))
    press(page, page.get_by_role("link", name="不進入附議", exact=True))
    press(page, page.get_by_role("radio").first, "Space")
    press(page, page.get_by_role("button", name="下一步"))
    write(page, page.get_by_label("說明"), "此事屬地方政府權責，中央機關無法處理。")
    press(page, page.get_by_role("button", name="預覽公開內容"))
    press(page, page.get_by_role("button", name="確定不進入附議"))
    expect(page.get_by_role("status").first).to_contain_text("不進入附議")
    assert stage(live, number) is Stage.NOT_ADMITTED


def test_answer_by_keyboard(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        number = given.an_established_petition().number
    live.enter(context, "wu")
    page = context.new_page()
    page.goto(f"{live.url}/desk/{number}")
    press(page, page.get_by_role("link", name="寫回應"))
    write(page, page.get_by_role("textbox", name="白話摘要"), "兩項訴求都不採納。")
    for no in (1, 2):
        # Up from the first of a group is its last: not adopted, which promises nothing.
        press(page, page.get_by_role("group", name=f"訴求{no}的參採情形").get_by_role("radio").first, "ArrowUp")
        write(page, page.get_by_label(f"訴求{no}的理由"), "現行作業已能達到同樣的目的。")
    for label, text in TEXTS.items():
        write(page, page.get_by_label(label), text)
    press(page, page.get_by_role("button", name="預覽"))
    # The reasons are short, which one may say, knowing it.
    press(page, page.get_by_label("我看過這些提醒"), "Space")
    press(page, page.get_by_role("button", name="公布回應"))
    expect(page.locator("main")).to_contain_text("還有5分鐘可以收回")
    assert stage(live, number) is Stage.RESPONDED


def test_answer_without_javascript(live: Live, plain_context: BrowserContext) -> None:
    with live.given() as given:
        number = given.an_established_petition().number
    live.enter(plain_context, "wu")
    page = plain_context.new_page()
    page.goto(f"{live.url}/desk/{number}")
    page.get_by_role("link", name="寫回應").click()
    page.get_by_role("textbox", name="白話摘要").fill("兩項訴求都採納。")
    for no in (1, 2):
        page.get_by_role("group", name=f"訴求{no}的參採情形").get_by_label("同意參採").check()
        page.get_by_label(f"訴求{no}的理由").fill("已納入下一版設計。")
    for label, text in TEXTS.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="新增一項承諾").click()
    page.get_by_label("承諾1：要做什麼").fill("完成新版系統上線")
    page.get_by_label("承諾1：負責單位").fill("資訊處")
    page.get_by_label("承諾1：完成日期").fill("2026-06-01")
    page.get_by_role("button", name="預覽").click()
    page.get_by_label("我看過這些提醒").check()
    page.get_by_role("button", name="公布回應").click()
    expect(page.locator("main")).to_contain_text("還有5分鐘可以收回")
    assert stage(live, number) is Stage.RESPONDED


def test_a_first_visitor_on_a_phone_endorses_in_five_steps(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        number = given.an_open_petition().number
    mailbox, steps = Visit(live.app), 0
    page = context.new_page()
    page.goto(f"{live.url}/petitions/{number}")
    for fields, button in (
        ({}, "我要附議"),
        ({"e-mail或手機號碼": "new@example.org"}, "寄驗證碼給我"),
        ({"驗證碼": "new@example.org"}, "確認"),
        ({"手機號碼": "0987-654-321", "暱稱": "山上的老師"}, "寄驗證碼給我"),
        ({"驗證碼": "+886987654321"}, "確認"),
    ):
        for label, text in fields.items():
            page.get_by_label(label).fill(mailbox.code(text) if label == "驗證碼" else text)
        if "暱稱" in fields:
            page.get_by_label("我是中華民國國民").check()
        page.locator("main").get_by_role("button", name=button).first.click()
        steps += 1
    expect(page.locator("h1")).to_contain_text("已附議")
    assert steps <= 5


TEXTS = {"評估與分析": "經盤點各項意見後分析如下。", "諮詢與會議": "已辦理兩場協作會議。", "後續規劃": "依期程辦理。"}
