"""The officers' list: filters, what comes next, saved views, and their own alerts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import addresses, staff
from app.accounts.models import Membership, Person, Role
from app.accounts.saved_views import SavedView
from app.announce import alerts
from app.announce.alerts import Alert
from app.kernel.secrets import Keyring
from app.respond.models import Outcome
from tests.cast import Cast
from tests.given import Given
from tests.web.markup import check
from tests.web.visits import Visit

Enter = Callable[[Person], Visit]


@pytest.fixture
def enter(app: Flask) -> Enter:
    return lambda person: Visit(app).enter(person, strong=True)


def test_the_list_says_what_is_next_and_is_filtered(enter: Enter, given: Given, cast: Cast, session: Session) -> None:
    fresh = given.an_established_petition()
    studied = given.an_answered_petition(Outcome.UNDER_STUDY, Outcome.ADOPTED, by=cast.bo, title="離島交通船與公車月票整合成單一票證")
    session.commit()
    wu = enter(cast.wu)
    page = wu.get("/desk").text
    check(page)
    assert "接下來：公布處理規劃（3月6日前）" in page and "接下來：公布研議進度" in page
    for query, shown, hidden in (
        ("stage=responding", fresh, studied),
        ("stage=follow_up", studied, fresh),
        (f"q={studied.number}", studied, fresh),
    ):
        found = wu.get(f"/desk?{query}").text
        assert shown.number in found and hidden.number not in found, query
    assert "沒有符合的案件" in wu.get("/desk?part=co_agency").text
    assert "沒有符合的案件" in wu.get("/desk?topic=transport").text
    assert fresh.number in wu.get("/desk?topic=finance&part=lead").text


def test_a_view_of_the_desk_is_ones_own(enter: Enter, given: Given, cast: Cast, session: Session) -> None:
    wu = enter(cast.wu)
    wu.get("/desk?due=bad&part=lead")
    wu.post("/desk/views?due=bad&part=lead", {"name": "我主辦的逾期"})
    page = wu.follow().text
    check(page)
    assert '<a class="chip" href="/desk?due=bad&amp;part=lead" aria-current="true">我主辦的逾期</a>' in page
    assert "我主辦的逾期" not in enter(cast.chen).get("/desk").text
    view = session.scalars(select(SavedView)).one()
    assert view.role is Role.OFFICER
    assert wu.post("/desk/views?due=bad", {"name": ""}).status_code == 422
    wu.get("/desk")
    wu.post(f"/desk/views/{view.id}/drop")
    assert "我主辦的逾期" not in wu.follow().text


def test_alerts_are_chosen_and_the_last_one_is_kept(enter: Enter, given: Given, cast: Cast, session: Session, keys: Keyring) -> None:
    wu = enter(cast.wu)
    page = wu.get("/desk/alerts").text
    check(page)
    assert page.count(" checked") >= len(Alert)
    refused = wu.post("/desk/alerts", {"alerts": ["early"]})
    assert refused.status_code == 422 and "只剩你會收到逾期通知" in refused.text
    assert alerts.wanted(session, cast.wu) == list(Alert)
    staff.invite(session, keys, addresses.email("zoe@example.org"), role=Role.OFFICER, agency=cast.finance, at=given.at)
    session.commit()
    wu.get("/desk/alerts")
    wu.post("/desk/alerts", {"alerts": ["early"]})
    assert "已經儲存" in wu.follow().text
    assert alerts.wanted(session, cast.wu) == [Alert.EARLY]


def test_an_administrator_says_who_heads_an_agency(enter: Enter, cast: Cast, session: Session) -> None:
    ann = enter(cast.ann)
    wu = session.scalars(select(Membership).where(Membership.person_id == cast.wu.id)).one()
    lin = session.scalars(select(Membership).where(Membership.person_id == cast.lin.id)).one()
    ann.get("/admin")
    ann.post(f"/admin/people/{wu.id}/head", {"act": "head"})
    page = ann.follow().text
    check(page)
    session.expire_all()
    assert wu.is_head and "不再是機關首長" in page
    ann.post(f"/admin/people/{wu.id}/head", {"act": "none"})
    session.expire_all()
    assert not wu.is_head
    ann.get("/admin")
    assert ann.post(f"/admin/people/{lin.id}/head", {"act": "head"}).status_code == 422
    ann.get("/admin")
    ann.post(
        "/admin/people",
        {"address": "minister@example.org", "role": "officer", "agency": cast.finance.code, "language": "en", "is_head": "y"},
    )
    invited = session.scalars(select(Membership).order_by(Membership.id.desc())).first()
    assert invited is not None
    assert (invited.is_head, invited.agency_id) == (True, cast.finance.id)
