"""Hints on how a proposal reads: found in what is badly written, and hardly ever in the demonstration's petitions."""

from __future__ import annotations

import pytest

from app.demo.content import Story, stories
from app.petition.lifecycle import Stage
from app.petition.text import Text
from app.propose.hints import Advice, Hint, hints

TITLE = "國中小營養午餐食材來源每日公開"
DEMAND = "各校每天上午10時前公布當餐食材的產地與供應商。"
REASONS = "目前各校公開的欄位與時間都不同，家長要查一包豬肉的來源，得看3個網站。"


def text(title: str = TITLE, demands: tuple[str, ...] = (DEMAND,), reasons: str = REASONS, impact: str = "家長能放心。") -> Text:
    return Text(title, demands, reasons, impact, None)


def of(story: Story) -> list[Advice]:
    return hints(text(story.title, story.demands, story.reasons, story.impact))


def test_nothing_to_say_of_a_clear_one_nor_of_an_empty_one() -> None:
    assert hints(text()) == []
    assert hints(text("", (), "", "")) == []


@pytest.mark.parametrize("title", ["交通很亂怎麼辦", "營養午餐的問題", "教育的未來", "物價為什麼一直漲"])
def test_a_title_that_asks_for_nothing(title: str) -> None:
    assert Advice(Hint.TITLE_ASKS_NOTHING) in hints(text(title))


@pytest.mark.parametrize("demand", ["教育很重要。", "為什麼都沒有人管？", "食安亂象", "物價太高，大家受不了"])
def test_a_demand_that_asks_for_nothing(demand: str) -> None:
    assert Advice(Hint.DEMAND_ASKS_NOTHING, 2) in hints(text(demands=(DEMAND, demand)))


@pytest.mark.parametrize(
    "demand", ["希望政府重視食安。", "請政府好好管理營養午餐。", "請正視午餐的問題", "加強宣導食安", "請想辦法改善午餐"]
)
def test_a_vague_demand(demand: str) -> None:
    assert [advice.hint for advice in hints(text(demands=(demand,)))] == [Hint.DEMAND_IS_VAGUE]


@pytest.mark.parametrize("demand", ["加強稽查，每學期至少抽驗2次。", "改善標示，3個月內公布統一格式。"])
def test_what_can_be_checked_is_not_vague(demand: str) -> None:
    assert hints(text(demands=(demand,))) == []


def test_two_matters_in_one() -> None:
    assert Advice(Hint.DEMAND_IS_TWO, 1) in hints(text(demands=("公開午餐的食材，另外學校的圍牆也要拆除。",)))
    assert Advice(Hint.DEMAND_STANDS_APART, 2) in hints(text(demands=(DEMAND, "高鐵延伸屏東應加快環評。")))


def test_nobody_is_named() -> None:
    reasons = "食材的來源不清楚很久了，一直沒有改變。"
    assert [advice.hint for advice in hints(text(reasons=reasons, impact="會更好。"))] == [Hint.NOBODY_IS_NAMED]


def test_a_case_of_ones_own() -> None:
    assert Advice(Hint.ONE_PERSONS_CASE) in hints(text(reasons="我的案子法官判決不公，請幫忙處理。"))


def test_of_good_petitions_hardly_anything(capsys: pytest.CaptureFixture[str]) -> None:
    good = [story for story in stories() if story.stage not in (Stage.NOT_ADMITTED, Stage.HIDDEN)]
    demands = sum(len(story.demands) for story in good)
    said = [advice for story in good for advice in of(story)]
    with capsys.disabled():
        print(f"\nhints: {len(said)} of {len(good)} petitions with {demands} demands", end=" ")
    assert len(said) <= 0.02 * demands


@pytest.mark.parametrize(("slug", "hint"), [("stop-prices-rising", Hint.DEMAND_IS_VAGUE), ("my-insurance-claim", Hint.ONE_PERSONS_CASE)])
def test_what_was_refused_would_have_been_told(slug: str, hint: Hint) -> None:
    (story,) = (story for story in stories() if story.slug == slug)
    assert hint in [advice.hint for advice in of(story)]
