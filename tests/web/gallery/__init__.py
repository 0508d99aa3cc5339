"""A page that shows every shared piece at once, so that its look and its markup can be checked without a petition."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask, render_template, request
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import BooleanField, Form, RadioField, SelectField, StringField
from wtforms.validators import Length

from app.web.shared.cards import Card
from app.web.shared.face import furnish
from app.web.shared.steps import State, Step
from app.web.shared.timeline import Entry
from app.web.shared.words import NEAR, STAGES

ROOT = Path(__file__).resolve().parents[3]
AT = datetime(2026, 6, 12, 6, 40, tzinfo=UTC)
OPENED = date(2026, 5, 1)
DAILY = [210, 168, 120, 95, 80, 66, 58, 52, 60, 71, 54, 48, 45, 160, 240, 180, 120, 84, 62, 50, 44, 46, 40, 38, 52, 61, 70, 88, 92, 64]
DAILY += [52, 46, 40, 36, 34, 38, 45, 60, 92, 110, 121, 148, 312]
SUMMARY = "孩子今天吃的菜從哪裡來、有沒有驗過，現在只能靠學校各自公告。格式不一、常常隔週才更新，家長很難比對，也很難追問。"


class Sample(Form):  # type: ignore[misc]
    title = StringField("提議名稱", [Length(max=60, message="提議名稱要在60字以內，現在是64字。")])
    why = StringField("為什麼需要改變")
    code = StringField("驗證碼")
    topic = SelectField("主題", choices=[("education", "教育"), ("transport", "交通")])
    outcome = RadioField("訴求1的參採情形", choices=[("adopted", "同意參採"), ("partly_adopted", "部分參採"), ("not_adopted", "不予採納")])
    declared = BooleanField("我是中華民國國民，或持有居留證明")


def gallery() -> Flask:
    app = Flask("gallery", static_folder=ROOT / "static")
    app.jinja_loader = ChoiceLoader([FileSystemLoader(ROOT / "templates"), FileSystemLoader(Path(__file__).parent)])
    Babel(app, locale_selector=lambda: request.args.get("language", "zh_Hant_TW"))
    furnish(app)
    app.jinja_env.globals["absolute"] = lambda path, tongue=None: f"https://gallery.example{path}"
    app.jinja_env.globals["pause_now"] = lambda: None

    @app.context_processor
    def reader() -> dict[str, object]:
        language = "en" if request.args.get("language") == "en" else "zh-Hant-TW"
        return {"language": language, "other_language_url": "?language=en", "demonstration": True, "now": AT}

    app.add_url_rule("/", "home", lambda: render_template("home.html", **_facts()))
    app.add_url_rule("/pieces", "pieces", lambda: render_template("pieces.html", **_facts()))
    app.add_url_rule("/desk", "desk", lambda: render_template("queue.html", **_facts()))
    return app


def _facts() -> dict[str, object]:
    form = Sample(data={"title": "國中小營養午餐食材來源與檢驗結果每日公開" * 3, "outcome": "partly_adopted"})
    form.validate()
    totals, total = [], 0
    for added in DAILY:
        total += added
        totals.append(total)
    return {"form": form, "cards": _cards(), "steps": _steps(), "entries": _entries(), "opened": OPENED, "totals": totals, "at": AT}


def _cards() -> list[Card]:
    def endorsing(number: str, title: str, topic: str, agency: str, count: int, recent: int, left: int) -> Card:
        look = NEAR if count > 4_000 else STAGES["endorsing"]
        clock = f"剩{left}天"
        return Card(number, "#" + number, title, SUMMARY, look, topic, agency, count, 5_000, recent=recent, clock=clock, soon=left <= 7)

    return [
        endorsing("114-0417", "國中小營養午餐食材來源與檢驗結果每日公開", "教育", "教育部", 3_842, 312, 18),
        endorsing("114-0421", "離島交通船與公車月票整合", "交通", "交通部", 4_713, 205, 6),
        endorsing("114-0399", "身心障礙停車證數位化，免掛紙卡", "健康與長照", "衛生福利部", 2_968, 148, 31),
        endorsing("114-0377", "育嬰留停可以「日」為單位申請", "勞動", "勞動部", 2_204, 96, 44),
        Card(
            "114-0102",
            "#114-0102",
            "路口行人穿越道全面設置有聲號誌",
            "新設號誌一律附有聲；既有路口以4,120處優先，分三年補設。",
            STAGES["responded"],
            "交通",
            "交通部",
            8_214,
            5_000,
            dated="2026年4月14日回應",
            late=("回應逾期3天",),
            outcomes=(("adopted", 1), ("partly_adopted", 2)),
        ),
    ]


def _steps() -> list[Step]:
    return [
        Step("提議", State.DONE, "4月24日送出"),
        Step("檢核", State.DONE, "4月30日通過"),
        Step("附議", State.NOW, "6月30日23:59截止"),
        Step("機關回應", State.TODO, "成案後2個月內"),
    ]


def _entries() -> list[Entry]:
    return [
        Entry(AT, "檢核通過", "檢核人員"),
        Entry(AT - timedelta(days=4), "展延回應期限", "權責機關", "需要再與三個縣市確認試辦結果，才能說明期程。"),
    ]
