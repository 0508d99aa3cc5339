"""Writing an answer at the officers' desk, as their browser does it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.petition import queries
from app.petition.models import Petition
from tests.web.visits import Visit

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
