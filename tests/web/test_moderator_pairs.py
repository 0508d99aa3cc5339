"""The moderators' pages where a decision takes two, or where one suffices, and the template that must be completed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.petition import queries
from app.petition.lifecycle import Stage
from app.petition.models import Petition
from app.review import grounds, proposals
from tests.cast import Cast
from tests.given import Given
from tests.review.test_two_moderators import under
from tests.web.markup import check
from tests.web.visits import Visit

Enter = Callable[[Person], Visit]
WORDS = {"ground": "unclear", "explanation": "訴求沒有寫明要政府做什麼。", "elsewhere": "請補上訴求後重新提議。"}


@pytest.fixture
def enter(app: Flask) -> Enter:
    return lambda person: Visit(app).enter(person, strong=True)


def word(session: Session, petition: Petition, act: str) -> dict[str, str]:
    """What the second moderator presses beside the proposal that waits."""
    return {"act": act, "proposal": str(proposals.of(session, petition)[0].id)}


@pytest.fixture
def petition(given: Given, session: Session) -> Petition:
    found = under(given.a_petition_in_review(), four_eyes_refuse=True)
    session.commit()
    return found


def marked(queue: str, number: str) -> str:
    """What the queue says beside a case."""
    return queue[queue.index(f'<span class="id num">{number}') :].split("</span>")[0]


def test_a_refusal_is_proposed_and_settled(enter: Enter, petition: Petition, cast: Cast, session: Session) -> None:
    lin, hao = enter(cast.lin), enter(cast.hao)
    assert "要第二位檢核人員同意" in lin.get(f"/moderate/{petition.number}").text
    preview = lin.post(f"/moderate/{petition.number}/refuse", {**WORDS, "act": "preview"}).text
    assert "請第二位檢核人員決定" in preview
    lin.post(f"/moderate/{petition.number}/refuse", {**WORDS, "act": "confirm"})
    page = lin.follow().text
    check(page)
    assert "你提出的，要由另一位決定" in page and petition.title in page
    assert "你提出的，要由另一位決定" in lin.get("/moderate").text
    assert "等第二位決定" in marked(hao.get("/moderate").text, petition.number)
    assert "同意不進入附議" not in lin.get(f"/moderate/{petition.number}").text
    again = lin.post(f"/moderate/{petition.number}/refuse", {**WORDS, "act": "confirm"})
    assert again.status_code == 409 and WORDS["explanation"] in again.text
    consent = word(session, petition, "consent")
    assert lin.post(f"/moderate/{petition.number}/refusing", consent).status_code == 403
    case = hao.get(f"/moderate/{petition.number}").text
    check(case)
    assert WORDS["explanation"] in case and "同意不進入附議" in case and f"/moderate/{petition.number}/admit" not in case
    late = hao.post(f"/moderate/{petition.number}/admit", {"lead": cast.finance.code})
    assert late.status_code == 409 and "正在等第二位檢核人員" in late.text
    hao.post(f"/moderate/{petition.number}/refusing", consent)
    assert "理由已經公開" in hao.follow().text
    session.expire_all()
    assert queries.by_number(session, petition.number).stage is Stage.NOT_ADMITTED
    assert hao.post(f"/moderate/{petition.number}/refusing", consent).status_code == 409


def test_the_second_may_disagree(enter: Enter, petition: Petition, cast: Cast, session: Session) -> None:
    enter(cast.lin).post(f"/moderate/{petition.number}/refuse", {**WORDS, "act": "confirm"})
    hao = enter(cast.hao)
    hao.post(f"/moderate/{petition.number}/refusing", word(session, petition, "refuse"))
    case = hao.follow().text
    assert "繼續檢核" in case and f"/moderate/{petition.number}/admit" in case


def test_consent_is_to_the_words_that_were_read(enter: Enter, petition: Petition, cast: Cast, session: Session) -> None:
    """Settled and proposed anew with other words while the page was open: told, not taken for consent to what was never read."""
    lin, path = enter(cast.lin), f"/moderate/{petition.number}/refuse"
    lin.post(path, {**WORDS, "act": "confirm"})
    read = word(session, petition, "consent")
    enter(cast.hao).post(f"/moderate/{petition.number}/refusing", {**read, "act": "refuse"})
    lin.post(path, {**WORDS, "ground": "advertising", "explanation": "推銷特定的商品，沒有訴求。", "act": "confirm"})
    hao = enter(cast.hao)
    late = hao.post(f"/moderate/{petition.number}/refusing", read)
    check(late.text)
    assert late.status_code == 409 and "推銷特定的商品" in late.text and "已經決定了" in late.text
    for unsaid in ({"act": "consent"}, {"proposal": read["proposal"]}, {"act": "?", "proposal": read["proposal"]}):
        assert hao.post(f"/moderate/{petition.number}/refusing", unsaid).status_code == 422
    session.expire_all()
    assert queries.by_number(session, petition.number).stage is Stage.IN_REVIEW and len(proposals.of(session, petition)) == 1


def test_one_hides_at_once_where_the_policy_says_so(enter: Enter, given: Given, cast: Cast, session: Session) -> None:
    petition = under(given.an_open_petition(), four_eyes_hide=False)
    session.commit()
    lin = enter(cast.lin)
    form = lin.get(f"/moderate/{petition.number}/hide").text
    check(form)
    assert "隱藏會立刻撤下公開頁面" in form
    lin.post(f"/moderate/{petition.number}/hide", {"ground": "personal_data", "explanation": "內含第三人的住址與電話。"})
    assert "已隱藏" in lin.follow().text
    session.expire_all()
    assert queries.by_number(session, petition.number, hidden=True).stage is Stage.HIDDEN


def test_the_form_begins_with_the_template_and_wants_it_completed(enter: Enter, given: Given, cast: Cast, session: Session) -> None:
    petition, ground = given.a_petition_in_review(), grounds.one(session, "in_court")
    session.commit()
    lin = enter(cast.lin)
    form = lin.get(f"/moderate/{petition.number}/refuse", query_string={"ground": "in_court"}).text
    check(form)
    assert ground.template in form and ground.law_zh in form and ground.elsewhere_zh in form
    words = {"ground": "in_court", "explanation": ground.template, "elsewhere": ground.elsewhere_zh, "act": "preview"}
    back = lin.post(f"/moderate/{petition.number}/refuse", words)
    assert back.status_code == 422 and "範本裡還有沒填的地方：【案件】、【法院或檢察署】" in back.text and ground.template in back.text


def test_a_ground_retired_while_the_form_was_open_keeps_what_was_typed(enter: Enter, given: Given, cast: Cast, session: Session) -> None:
    petition, lin = given.a_petition_in_review(), enter(cast.lin)
    path = f"/moderate/{petition.number}/refuse"
    lin.get(path, query_string={"ground": "unclear"})
    grounds.retire(session, grounds.one(session, "unclear"), seen=1, at=given.at)
    session.commit()
    for act in ("preview", "confirm"):
        late = lin.post(path, {**WORDS, "act": act})
        check(late.text)
        assert late.status_code == 409 and "這個理由剛剛停用了" in late.text
        assert WORDS["explanation"] in late.text and WORDS["elsewhere"] in late.text and '<option value="advertising">' in late.text
    page = lin.post(path, {**WORDS, "ground": "advertising", "act": "preview"}).text
    assert "公開頁面會這樣寫" in page and WORDS["explanation"] in page
    assert lin.post(path, {**WORDS, "ground": "taste", "act": "preview"}).status_code == 303


def test_the_public_reads_the_ground_and_its_legal_basis_in_their_language(enter: Enter, given: Given, cast: Cast) -> None:
    petition = given.a_refused_petition()
    given.session.commit()
    reader = enter(cast.bo)
    for path, words in {
        f"/petitions/{petition.number}": ["不屬於行政院所屬機關的業務", "地方制度法第18條至第20條"],
        f"/en/petitions/{petition.number}": [
            "Not the business of the Executive Yuan’s agencies",
            "Local Government Act, articles 18 to 20",
        ],
        f"/petitions/{petition.number}.atom": ["不屬於行政院所屬機關的業務", "地方制度法第18條至第20條"],
        f"/en/petitions/{petition.number}.atom": ["Not the business of the Executive Yuan’s agencies", "Local Government Act"],
        f"/me/{petition.number}": [],
        "/rules": ["地方制度法第18條至第20條", "個人資料保護法第5條"],
        "/en/rules": ["Local Government Act, articles 18 to 20"],
    }.items():
        page = reader.get(path).text
        assert [word for word in words if word not in page] == [], path
    record = reader.get(f"/petitions/{petition.number}.json").get_json()
    ground = record["timeline"][-1]["ground"]
    assert ground["code"] == "not_central" and "地方制度法" in ground["law"]["zh"] and "Local Government Act" in ground["law"]["en"]
    assert record["timeline"][0]["ground"] is None
