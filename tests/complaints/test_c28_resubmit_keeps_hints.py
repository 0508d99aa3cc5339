"""Complaint 28: vague proposals, and no help for those refused.

A refused petition is written anew from its own text, with the reviewer's reason and hints beside the form through every step until it
is handed in; the new petition says which one it revises, and the moderator sees what was changed.
"""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.petition.models import Petition
from app.review import actions as review
from app.review import notes
from app.review.notes import Spot
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import REFUSAL, Given
from tests.web.markup import check
from tests.web.visits import Visit

HINTS = {Spot.DEMANDS: "訴求2請寫出由誰辦理。", Spot.EVIDENCE: "統計請附年份。", Spot.WHOLE: "兩件事可以分開提。"}


def refused(session: Session, given: Given) -> Petition:
    petition = given.a_petition_in_review()
    for spot, text in HINTS.items():
        notes.write(session, petition, by=given.cast.lin, text=text, hint_for=spot, at=given.at)
    notes.write(session, petition, by=given.cast.lin, text="這一句是內部註記。", at=given.at)
    review.refuse(session, petition, by=given.cast.lin, refusal=REFUSAL, at=given.at + timedelta(minutes=5))
    session.commit()
    return petition


def test_text_reason_and_hints_stay_until_it_is_handed_in(app: Flask, session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = refused(session, given)
    clock.advance(days=1)
    mei = Visit(app).enter(cast.mei)
    assert HINTS[Spot.DEMANDS] in mei.get(f"/me/{petition.number}").text
    mei.get(f"/propose?revise={petition.number}")
    written = mei.follow().text
    path = re.search(r'action="(/propose/[0-9a-f-]+)\?', written)
    assert path is not None
    fields = {
        "title": petition.title, "topic": "finance", "reasons": petition.reasons, "impact": petition.impact,
        "difference": petition.difference, "demands": [petition.demands[0].text, "操作步驟應由財政部邀請民眾試用後再上線。"],
    }  # fmt: skip
    mei.post(f"{path[1]}?revise={petition.number}", {**fields, "act": "next"})
    backing = mei.follow().text
    mei.post(f"{path[1]}/back", {"agencies": "A05000000E", "label": "申報統計", "url": "https://example.org/tax", "act": "next"})
    seen = mei.follow().text
    for page in (written, backing, seen):
        check(page)
        assert petition.number in page and REFUSAL.explanation in page and REFUSAL.elsewhere in page
        assert all(hint in page for hint in HINTS.values())
        assert "這一句是內部註記" not in page
    assert f"檢核人員的提示：<span>{HINTS[Spot.DEMANDS]}" in written and f"檢核人員的提示：<span>{HINTS[Spot.EVIDENCE]}" in backing
    assert petition.demands[0].text in written
    mei.get(f"{path[1]}/preview")
    mei.post(f"{path[1]}/preview")
    again = session.scalars(select(Petition).where(Petition.revises_id == petition.id)).one()
    assert f"修改自{petition.number}" in mei.get(f"/petitions/{again.number}").text
    lin = Visit(app).enter(cast.lin, strong=True)
    assert f"修改自{petition.number}" in lin.get(f"/moderate/{again.number}").text
    changes = lin.get(f"/moderate/{again.number}/changes").text
    check(changes)
    assert "<ins>由財政部邀請</ins>" in changes or "<ins>" in changes
    assert changes.count("沒有修改") == 5
    assert lin.get(f"/moderate/{petition.number}/changes").status_code == 404
