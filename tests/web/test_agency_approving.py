"""Two persons on the desk: submit, preview and approve, return, and what a colleague may not do; deputies named on their page."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Membership, Person, Role
from app.kernel.secrets import Keyring
from app.petition.lifecycle import Stage
from tests.cast import Cast, citizen
from tests.conftest import HandClock
from tests.given import Given
from tests.web.answering import drafted, fresh, seal, seen
from tests.web.markup import check
from tests.web.visits import Visit


@pytest.fixture
def tai(session: Session, cast: Cast, keys: Keyring, clock: HandClock) -> Person:
    """A colleague of Wu's."""
    person = citizen(session, keys, "tai", at=clock.at, no=51)
    session.add(Membership(person_id=person.id, role=Role.OFFICER, agency_id=cast.finance.id, invited_at=clock.at))
    session.commit()
    return person


@pytest.fixture
def two(session: Session, cast: Cast, tai: Person) -> None:
    cast.finance.two_person_publishing = True
    session.commit()


@pytest.fixture
def wu(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.wu, strong=True)


@pytest.fixture
def colleague(app: Flask, tai: Person) -> Visit:
    return Visit(app).enter(tai, strong=True)


@pytest.mark.usefixtures("two")
def test_submitted_by_one_and_published_by_the_other(wu: Visit, colleague: Visit, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    page = drafted(wu, petition)
    assert "請同仁核可" in page and "公布回應，寄給" not in page
    assert wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(page)}).status_code == 403
    wu.post(f"/desk/{petition.number}/answer/submit", {"seal": seal(page), "note": "請看第二項。"})
    waiting = wu.follow().text
    check(waiting)
    assert "第1版在等核可" in waiting and "看預覽並決定" not in waiting
    assert wu.post(f"/desk/{petition.number}/answer/approve", {"seal": seal(page)}).status_code == 403
    frozen = wu.post(f"/desk/{petition.number}/answer", {"summary": "改寫的摘要", "seen": seen(wu, petition)})
    assert frozen.status_code == 409 and "改寫的摘要" in frozen.text
    preview = colleague.get(f"/desk/{petition.number}/answer/approve").text
    check(preview)
    assert "寄給1人" in preview and "請看第二項。" in preview and "兩項訴求一項採納" in preview
    unseen = colleague.post(f"/desk/{petition.number}/answer/approve", {"seal": "x"})
    assert unseen.status_code == 409 and fresh(session, petition).stage is Stage.RESPONDING
    colleague.post(f"/desk/{petition.number}/answer/approve", {"seal": seal(preview)})
    assert "還有5分鐘可以收回" in colleague.follow().text
    assert fresh(session, petition).stage is Stage.RESPONDED
    late = colleague.post(f"/desk/{petition.number}/answer/approve", {"seal": seal(preview)})
    assert late.status_code == 409


@pytest.mark.usefixtures("two")
def test_returned_with_remarks_or_taken_back(wu: Visit, colleague: Visit, given: Given) -> None:
    petition = given.an_established_petition()
    wu.post(f"/desk/{petition.number}/answer/submit", {"seal": seal(drafted(wu, petition))})
    empty = colleague.post(f"/desk/{petition.number}/approval", {"remarks": ""})
    assert empty.status_code == 422
    colleague.post(f"/desk/{petition.number}/approval", {"remarks": "第二項的理由請寫出法規依據。"})
    page = wu.get(f"/desk/{petition.number}/approval").text
    check(page)
    assert "第二項的理由請寫出法規依據。" in page and "退回修改" in page
    late = colleague.post(f"/desk/{petition.number}/approval", {"remarks": "還有一處要改。"})
    assert late.status_code == 409 and "還有一處要改。" in late.text
    wu.post(f"/desk/{petition.number}/answer/submit", {"seal": seal(drafted(wu, petition))})
    wu.post(f"/desk/{petition.number}/approval", {"act": "take-back"})
    assert "已經收回" in wu.follow().text
    assert wu.post(f"/desk/{petition.number}/answer", {"summary": "改寫的摘要", "seen": seen(wu, petition)}).status_code == 303


@pytest.mark.usefixtures("two")
def test_whoever_may_not_approve_any_more_keeps_the_remarks(
    wu: Visit, colleague: Visit, given: Given, session: Session, tai: Person
) -> None:
    petition = given.an_established_petition()
    wu.post(f"/desk/{petition.number}/answer/submit", {"seal": seal(drafted(wu, petition))})
    assert "退回修改" in colleague.get(f"/desk/{petition.number}/approval").text
    session.scalars(select(Membership).where(Membership.person_id == tai.id)).one().may_approve = False
    session.commit()
    late = colleague.post(f"/desk/{petition.number}/approval", {"remarks": "第二項的理由請寫出法規依據。"})
    assert late.status_code == 403 and "第二項的理由請寫出法規依據。" in late.text and "核可的權限" in late.text
    check(late.text)


def test_nothing_waits_for_approval_once_the_answer_is_published(wu: Visit, cast: Cast, two: None, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    wu.post(f"/desk/{petition.number}/answer/submit", {"seal": seal(drafted(wu, petition))})
    cast.finance.two_person_publishing = False
    session.commit()
    page = wu.get(f"/desk/{petition.number}/answer/preview").text
    assert wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(page)}).status_code == 303
    assert "已收回" in wu.get(f"/desk/{petition.number}/approval").text
    assert wu.post(f"/desk/{petition.number}/correction/draft", {"summary": "更正的摘要。"}).status_code == 204


@pytest.mark.usefixtures("two")
def test_alone_at_an_agency_one_is_told_what_to_do(wu: Visit, given: Given, session: Session, tai: Person) -> None:
    petition = given.an_established_petition()
    session.scalars(select(Membership).where(Membership.person_id == tai.id)).one().may_approve = False
    session.commit()
    alone = wu.post(f"/desk/{petition.number}/answer/submit", {"seal": seal(drafted(wu, petition))})
    assert alone.status_code == 409 and "沒有另一位可以核可的同仁" in alone.text


def test_an_administrator_sets_it_and_lets_officers_approve(app: Flask, cast: Cast, session: Session, tai: Person) -> None:
    ann = Visit(app).enter(cast.ann, strong=True)
    check(ann.get("/admin/agencies").text)
    path = f"/admin/agencies/{cast.finance.code}/publishing"
    check(ann.get(path).text)
    ann.post(path, {"two": "y"})
    assert "公布要兩個人" in ann.follow().text
    membership = session.scalars(select(Membership).where(Membership.person_id == tai.id)).one()
    ann.post(f"/admin/people/{membership.id}/approving", {"may": ""})
    session.expire_all()
    assert cast.finance.two_person_publishing and not membership.may_approve
    ann.post(path, {})
    session.expire_all()
    assert not cast.finance.two_person_publishing
    assert ann.get("/admin/agencies/A99/publishing").status_code == 404


def test_a_deputy_is_named_and_ended(wu: Visit, colleague: Visit, tai: Person) -> None:
    check(wu.get("/desk/deputies").text)
    wrong = wu.post("/desk/deputies", {"deputy": str(tai.id), "first": "2026-03-05", "last": "明天"})
    assert wrong.status_code == 422 and 'value="明天"' in wrong.text
    fields = {"deputy": str(tai.id), "first": "2026-03-02", "last": "2026-03-06"}
    wu.post("/desk/deputies", fields)
    page = wu.follow().text
    check(page)
    assert "代理中" in page and "tai" in page
    assert wu.post("/desk/deputies", fields).status_code == 409
    theirs = colleague.get("/desk/deputies").text
    assert "代理中" in theirs and "結束代理" not in theirs
    row = page.split("/desk/deputies/")[1].split("/end")[0]
    assert colleague.post(f"/desk/deputies/{row}/end").status_code == 404
    wu.post(f"/desk/deputies/{row}/end")
    assert "代理已經結束" in wu.follow().text
