"""Files beside an answer on the desk and in public: attached, removed, sealed, downloaded as files that nothing can run."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.models import Membership, Role
from app.kernel.secrets import Keyring
from app.petition.lifecycle import Stage
from app.petition.models import Petition
from app.respond import answers, attachments
from app.web.shared import headers
from tests.cast import Cast, citizen
from tests.conftest import HandClock
from tests.given import Given
from tests.respond.papers import odf, pdf
from tests.respond.test_attachments import ALTERNATIVE
from tests.web.answering import drafted, seal
from tests.web.markup import check
from tests.web.visits import Visit

TITLE = "第二次諮詢會議紀錄"


@pytest.fixture
def wu(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.wu, strong=True)


@pytest.fixture
def chen(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.chen, strong=True)


@pytest.fixture
def colleague(app: Flask, session: Session, cast: Cast, keys: Keyring, clock: HandClock) -> Visit:
    """Of Wu's agency, which wants two persons for an answer."""
    tai = citizen(session, keys, "tai", at=clock.at, no=51)
    session.add(Membership(person_id=tai.id, role=Role.OFFICER, agency_id=cast.finance.id, invited_at=clock.at))
    cast.finance.two_person_publishing = True
    session.commit()
    return Visit(app).enter(tai, strong=True)


@pytest.fixture
def petition(given: Given) -> Petition:
    return given.an_established_petition()


def attach(visit: Visit, petition: Petition, data: bytes, kind: str = "answer", **changes: Any) -> TestResponse:
    fields = {"title": TITLE, "alternative": ALTERNATIVE, "file": (BytesIO(data), "../../evil.html"), **changes}
    return visit.post(f"/desk/{petition.number}/{kind}/attachments", fields)


def published(visit: Visit, petition: Petition) -> str:
    """Publish what is drafted, and return the public address of its first file."""
    visit.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(drafted(visit, petition))})
    found = re.search(r'href="(/petitions/[^"]+/attachments/[^"]+)"', visit.get(f"/petitions/{petition.number}").text)
    assert found is not None
    return found[1]


def test_attached_looked_at_and_removed(wu: Visit, petition: Petition) -> None:
    path = f"/desk/{petition.number}/answer/attachments"
    check(wu.get(path).text)
    attach(wu, petition, pdf())
    page = wu.follow().text
    check(page)
    assert "已經附上" in page and TITLE in page and "（PDF，1KB）" in page
    address = re.search(rf'href="({path}/[^"]+)"', page)
    assert address is not None and wu.get(address[1]).data == pdf()
    assert TITLE in wu.get(f"/desk/{petition.number}/answer").text
    wu.get(path)
    wu.post(f"{address[1]}/remove")
    assert "還沒有附件" in wu.follow().text
    assert wu.post(f"{address[1]}/remove").status_code == 404


def test_the_officer_alone_is_told_whom_a_file_names(wu: Visit, petition: Petition) -> None:
    named = pdf("<< /Author (Wang Hsiao-ming) >>")
    attach(wu, petition, named)
    page = wu.follow().text
    check(page)
    assert "檔案的屬性裡有作者的名稱：Wang Hsiao-ming" in page
    draft = wu.get(f"/desk/{petition.number}/answer").text
    check(draft)
    assert "檔案裡有作者的名稱：Wang Hsiao-ming" in draft
    preview = drafted(wu, petition)
    assert "Wang Hsiao-ming" not in preview
    wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(preview)})
    public = wu.get(f"/petitions/{petition.number}").text + wu.get(f"/petitions/{petition.number}.json").text
    assert TITLE in public and "Wang Hsiao-ming" not in public
    found = re.search(r'href="(/petitions/[^"]+/attachments/[^"]+)"', public)
    assert found is not None and wu.get(found[1]).data == named


def test_wrong_keeps_what_was_typed(wu: Visit, petition: Petition) -> None:
    page = attach(wu, petition, b"<html><script>alert(1)</script>", alternative="會議紀錄")
    check(page.text)
    assert page.status_code == 422
    assert "只能附PDF或ODF檔案" in page.text and "至少要20字" in page.text and TITLE in page.text and "檔案要再選一次" in page.text
    assert attach(wu, petition, b"").status_code == 422
    nothing = wu.post(f"/desk/{petition.number}/answer/attachments", {"title": TITLE})
    assert nothing.status_code == 422 and "請選擇要附上的檔案" in nothing.text


def test_large_requests_are_for_officers_and_this_view_alone(wu: Visit, app: Flask, cast: Cast, petition: Petition) -> None:
    large = pdf("(" + "0" * 2 * headers.MOST + ")")
    assert attach(wu, petition, large).status_code == 303
    assert attach(Visit(app).enter(cast.kai, strong=True), petition, large).status_code == 413
    assert attach(Visit(app), petition, large).status_code == 413
    assert wu.post(f"/desk/{petition.number}/answer", {"file": (BytesIO(large), "a.pdf")}).status_code == 413
    too_large = attach(wu, petition, pdf("(" + "0" * 10 * attachments.MB + ")"))
    assert too_large.status_code == 422 and "檔案最大10MB" in too_large.text and TITLE in too_large.text


def test_another_agency_finds_nothing(chen: Visit, wu: Visit, petition: Petition) -> None:
    attach(wu, petition, pdf())
    assert chen.get(f"/desk/{petition.number}/answer/attachments").status_code == 404
    assert attach(chen, petition, odf()).status_code == 404


def test_downloaded_as_a_file_that_nothing_can_run(wu: Visit, client: FlaskClient, petition: Petition) -> None:
    attach(wu, petition, odf())
    address = published(wu, petition)
    answer = client.get(address)
    assert answer.status_code == 200 and answer.data == odf()
    assert answer.content_type == "application/vnd.oasis.opendocument.text"
    assert re.fullmatch(rf'attachment; filename="{petition.number}-[0-9a-f]{{8}}\.odt"', answer.headers["Content-Disposition"])
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Length"] == str(len(odf())) and "Set-Cookie" not in answer.headers
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and again.data == b""


def test_shown_with_its_text_in_public_and_in_the_record(wu: Visit, client: FlaskClient, petition: Petition) -> None:
    attach(wu, petition, pdf())
    preview = drafted(wu, petition)
    check(preview)
    assert TITLE in preview and ALTERNATIVE in preview and f"/desk/{petition.number}/answer/attachments/" in preview
    address = published(wu, petition)
    page = client.get(f"/petitions/{petition.number}").text
    check(page)
    assert TITLE in page and ALTERNATIVE in page and "（PDF，1KB）" in page
    assert "Text of attachment 1" in client.get(f"/en/petitions/{petition.number}").text
    (file,) = client.get(f"/petitions/{petition.number}.json").get_json()["response"]["attachments"]
    assert (file["title"], file["format"], file["bytes"], file["alternative"]) == (TITLE, "pdf", len(pdf()), ALTERNATIVE)
    assert file["url"].endswith(address)


def test_nothing_is_served_of_drafts_recalled_answers_and_hidden_petitions(
    wu: Visit, client: FlaskClient, petition: Petition, session: Session
) -> None:
    attach(wu, petition, pdf())
    (row,) = attachments.of_draft(session, petition)
    assert client.get(f"/petitions/{petition.number}/attachments/{row.key}").status_code == 404
    address = published(wu, petition)
    other = address.replace(petition.number, "999-99999")
    assert client.get(address).status_code == 200 and client.get(other).status_code == 404
    wu.post(f"/desk/{petition.number}/recall")
    assert client.get(address).status_code == 404
    address = published(wu, petition)
    session.execute(update(Petition).where(Petition.id == petition.id).values(stage=Stage.HIDDEN))
    session.commit()
    assert client.get(address).status_code == 404


def test_a_file_attached_after_the_preview_is_not_published_unseen(wu: Visit, petition: Petition) -> None:
    preview = drafted(wu, petition)
    attach(wu, petition, pdf())
    late = wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(preview)})
    assert late.status_code == 409 and TITLE in late.text
    assert wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(late.text)}).status_code == 303


def test_what_waits_for_approval_is_frozen_and_sealed(wu: Visit, colleague: Visit, petition: Petition, session: Session) -> None:
    attach(wu, petition, pdf())
    wu.post(f"/desk/{petition.number}/answer/submit", {"seal": seal(drafted(wu, petition))})
    page = wu.get(f"/desk/{petition.number}/answer/attachments").text
    check(page)
    assert "附件不能增減" in page and "移除附件" not in page
    frozen = attach(wu, petition, odf())
    assert frozen.status_code == 409 and ALTERNATIVE in frozen.text
    approving = f"/desk/{petition.number}/answer/approve"
    preview = colleague.get(approving).text
    (row,) = attachments.of_draft(session, petition)
    row.alternative = "換成別的說明，送出之後才改的，不能核可。"
    session.commit()
    assert colleague.post(approving, {"seal": seal(preview)}).status_code == 409
    row.alternative = ALTERNATIVE
    session.commit()
    assert colleague.post(approving, {"seal": seal(preview)}).status_code == 303
    assert answers.latest(session, petition) is not None
