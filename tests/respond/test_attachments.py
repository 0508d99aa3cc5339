"""Files of an answer: what they must be, how many and how large, published with its versions, sealed, forgotten (issue 4, item 8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Membership, Role
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from app.kernel.secrets import Keyring
from app.petition.models import Petition
from app.respond import actions, answers, approvals, attachments, formats
from app.respond.attachments import PIECE, Upload
from app.respond.models import Attachment, AttachmentPiece, FileKind
from tests.cast import Cast, citizen
from tests.conftest import HandClock
from tests.given import WORKDAYS, Given, answer
from tests.respond.papers import odf, pdf

ALTERNATIVE = "第二次諮詢會議的紀錄：與會者同意分兩階段上線，先從手機版開始。"
UPLOAD = Upload(pdf(), "第二次諮詢會議紀錄", ALTERNATIVE)


class Officer:
    """Wu, who answers for the finance ministry."""

    def __init__(self, session: Session, cast: Cast, keys: Keyring, clock: HandClock) -> None:
        self.session, self.cast, self.keys, self.clock = session, cast, keys, clock

    def attach(self, petition: Petition, data: bytes | None = None, **changes: str) -> Attachment:
        upload = replace(UPLOAD, **({} if data is None else {"data": data}), **changes)
        return attachments.attach(self.session, petition, upload, by=self.cast.wu, agency=self.cast.finance, at=self.clock.at)

    def remove(self, petition: Petition, row: Attachment) -> None:
        attachments.remove(self.session, petition, row.key, agency=self.cast.finance, at=self.clock.at)

    def refused(self, petition: Petition, data: bytes | None = None, **changes: str) -> list[tuple[str, str]]:
        with pytest.raises(Invalid) as refusal:
            self.attach(petition, data, **changes)
        return [(problem.field, problem.code) for problem in refusal.value.problems]

    def publish(self, petition: Petition, **options: Any) -> None:
        answers.publish(
            self.session, petition, answer(at=self.clock.at), by=self.cast.wu, agency=self.cast.finance, keys=self.keys,
            workdays=WORKDAYS, at=self.clock.at, acknowledged=True, **options,
        )  # fmt: skip

    def correct(self, petition: Petition) -> None:
        answers.correct(
            self.session, petition, answer(at=self.clock.at), by=self.cast.wu, agency=self.cast.finance, reason="補上會議紀錄。",
            keys=self.keys, at=self.clock.at, acknowledged=True,
        )  # fmt: skip

    def shown(self, petition: Petition) -> list[list[str]]:
        self.session.expire_all()
        return [[row.attachment.title for row in version.attached] for version in answers.versions(self.session, petition)]


@pytest.fixture
def wu(session: Session, cast: Cast, keys: Keyring, clock: HandClock) -> Officer:
    return Officer(session, cast, keys, clock)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pdf(), FileKind.PDF),
        (pdf("<< /Type /Page /Contents (JavaScript) >>", packed="3 0 << /Type /Font >>"), FileKind.PDF),
        (pdf("<< /OpenAction [3 0 R /Fit] >>"), FileKind.PDF),
        *((odf(str(kind)), kind) for kind in (FileKind.ODT, FileKind.ODS, FileKind.ODP)),
        (odf(more={"Pictures/1.png": b"\x89PNG", "content.xml": "<text>&lt;!DOCTYPE javascript: macro:</text>"}), FileKind.ODT),
    ],
)
def test_what_anybody_can_open_is_known_by_its_bytes(data: bytes, kind: FileKind) -> None:
    assert formats.kind_of(data) is kind


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<html><script>alert(1)</script>", "attachment.kind"),
        (b"MZ" + pdf(), "attachment.kind"),
        (b"\xd0\xcf\x11\xe0" * 100, "attachment.kind"),
        (odf(first="content"), "attachment.kind"),
        (odf(stored=False), "attachment.kind"),
        (pdf()[:-20], "attachment.damaged"),
        (pdf("<< /S /JavaScript /JS (app.alert(1)) >>"), "attachment.active"),
        (pdf("<< /S /J#61vaScript >>"), "attachment.active"),
        (pdf("<< /OpenAction << /S /Launch /F (cmd.exe) >> >>"), "attachment.active"),
        (pdf("<< /Type /EmbeddedFile >>"), "attachment.active"),
        (pdf("<< /Names << /EmbeddedFiles 4 0 R >> >>"), "attachment.active"),
        (pdf("<< /AcroForm << /XFA 4 0 R >> >>"), "attachment.active"),
        (pdf("<< /A << /JS (1) >> >>"), "attachment.active"),
        (pdf(packed="3 0 << /S /JavaScript /JS (1) >>"), "attachment.active"),
        (pdf(packed="3 0 << >>", described="/Filter [/ASCIIHexDecode /FlateDecode]"), "attachment.damaged"),
        (pdf(packed="\x02\x003 0 << >>", described="/Filter /FlateDecode /DecodeParms << /Predictor 12 >>"), "attachment.damaged"),
        (pdf(packed="3 0 " + "<< /S /Hidden >> " * 9_000 + "<< /S /JavaScript >>"), "attachment.active"),
        (pdf("<< /Encrypt 5 0 R >>"), "attachment.locked"),
        (odf(more={"Basic/Standard/Module1.xml": "<m/>"}), "attachment.active"),
        (odf(more={"Scripts/python/evil.py": "import os"}), "attachment.active"),
        (odf(more={"content.xml": "<a><script:event-listener/></a>"}), "attachment.active"),
        (odf(more={"content.xml": '<a xlink:href="vnd.sun.star.&#115;cript:x"/>'}), "attachment.active"),
        (odf(more={"content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "attachment.active"),
        (odf(more={"Object 1": b"\xd0\xcf\x11\xe0"}), "attachment.active"),
        (odf(more={"Pictures/a.exe": b"MZ\x90"}), "attachment.active"),
        (odf(more={"../../etc/passwd": "x"}), "attachment.damaged"),
        (odf(more={"/etc/passwd": "x"}), "attachment.damaged"),
        (odf(more={"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "attachment.locked"),
        (odf(more={"content.xml": "<a/>".encode("utf-16")}), "attachment.damaged"),
        (odf()[:-30], "attachment.damaged"),
    ],
)
def test_what_runs_hides_or_breaks_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        formats.kind_of(data)
    assert [(problem.field, problem.code) for problem in refusal.value.problems] == [("file", code)]


@pytest.mark.parametrize("data", [odf(more={"Pictures/1.png": b"0" * 100_001}), pdf(packed="3 0 " + "0" * 100_001)])
def test_a_bomb_is_refused_before_it_is_unpacked(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    formats.kind_of(data)
    monkeypatch.setattr("app.respond.opendocument.UNPACKED_MAX", 100_000)
    monkeypatch.setattr("app.respond.portable.UNPACKED_MAX", 100_000)
    with pytest.raises(Invalid):
        formats.kind_of(data)


def test_a_file_made_to_be_slow_is_looked_through_in_time() -> None:
    endless = b"stream\n" * 300_000
    began = perf_counter()
    with pytest.raises(Invalid):
        formats.kind_of(b"%PDF-1.7\n" + endless + b"%%EOF\n")
    assert perf_counter() - began < 20


def test_everything_wrong_with_it_is_said_at_once(wu: Officer, given: Given) -> None:
    petition = given.an_established_petition()
    assert wu.refused(petition, b"", title=" ", alternative="紀錄") == [
        ("file", "attachment.missing"), ("title", "text.missing"), ("alternative", "text.short"),
    ]  # fmt: skip
    assert wu.refused(petition, title="名" * 101, alternative="字" * 5_001) == [("title", "text.long"), ("alternative", "text.long")]
    assert attachments.of_draft(wu.session, petition) == []


def test_size_and_number_are_those_of_the_petitions_policy(wu: Officer, given: Given) -> None:
    petition = given.an_established_petition()
    petition.rules = {**petition.rules, "attachment_max_mb": 1, "attachments_max": 2}
    wu.session.flush()
    large = pdf("(" + "0" * attachments.MB + ")")
    assert wu.refused(petition, large) == [("file", "attachment.large")]
    wu.attach(petition)
    assert wu.refused(petition) == [("file", "attachment.twice")]
    wu.attach(petition, odf())
    assert wu.refused(petition, odf("ods")) == [("file", "attachment.many")]


def test_the_bytes_come_back_as_they_were(wu: Officer, given: Given) -> None:
    data = pdf("(" + "0123456789" * (PIECE // 5) + ")")
    row = wu.attach(given.an_established_petition(), data)
    pieces = [attachments.piece(wu.session, row.id, no) for no in range(4)]
    assert pieces[3] is None and b"".join(piece for piece in pieces if piece) == data


def test_published_with_the_answer_and_carried_over_unless_removed(wu: Officer, given: Given) -> None:
    petition = given.an_established_petition()
    first = wu.attach(petition)
    with pytest.raises(NotFound):
        attachments.published(wu.session, petition, first.key)
    wu.publish(petition)
    assert attachments.published(wu.session, petition, first.key).id == first.id
    wu.clock.advance(minutes=6)
    wu.attach(petition, odf(), title="評估報告")
    wu.correct(petition)
    wu.remove(petition, first)
    wu.correct(petition)
    assert wu.shown(petition) == [["第二次諮詢會議紀錄"], ["第二次諮詢會議紀錄", "評估報告"], ["評估報告"]]
    assert attachments.published(wu.session, petition, first.key).id == first.id


def test_a_recalled_answer_shows_no_file_and_the_draft_keeps_it(wu: Officer, given: Given) -> None:
    petition = given.an_established_petition()
    row = wu.attach(petition)
    wu.publish(petition)
    answers.recall(wu.session, petition, by=wu.cast.wu, agency=wu.cast.finance, at=wu.clock.at)
    with pytest.raises(NotFound):
        attachments.published(wu.session, petition, row.key)
    wu.publish(petition)
    assert wu.shown(petition) == [["第二次諮詢會議紀錄"]]


def test_personal_data_beside_a_file_is_found(wu: Officer, given: Given) -> None:
    petition = given.an_established_petition()
    wu.attach(petition, alternative=ALTERNATIVE + "請洽0923-456-789。")
    with pytest.raises(Invalid) as refusal:
        wu.publish(petition)
    assert [problem.code for problem in refusal.value.problems] == ["answer.personal_data"]
    wu.publish(petition, read_over=True)


def test_only_who_leads_attaches_and_removes(wu: Officer, given: Given, cast: Cast) -> None:
    petition = given.an_established_petition()
    row, theirs = wu.attach(petition), {"agency": cast.transport, "at": wu.clock.at}
    with pytest.raises(NotAllowed):
        attachments.attach(wu.session, petition, UPLOAD, by=cast.chen, **theirs)
    with pytest.raises(NotAllowed):
        attachments.remove(wu.session, petition, row.key, **theirs)
    wu.remove(petition, row)
    with pytest.raises(NotFound):
        wu.remove(petition, row)


def test_nothing_changes_while_the_draft_waits_for_approval(wu: Officer, given: Given) -> None:
    petition, at = given.an_established_petition(), wu.clock.at
    row = wu.attach(petition)
    tai = citizen(wu.session, wu.keys, "tai", at=at, no=51)
    wu.session.add(Membership(person_id=tai.id, role=Role.OFFICER, agency_id=wu.cast.finance.id, invited_at=at))
    wu.session.flush()
    approvals.submit(wu.session, petition, by=wu.cast.wu, agency=wu.cast.finance, content={"kind": "answer"}, seal="0" * 32, at=at)
    with pytest.raises(Conflict, match=r"approval\.frozen"):
        wu.attach(petition, odf())
    with pytest.raises(Conflict, match=r"approval\.frozen"):
        wu.remove(petition, row)


def test_the_seal_is_of_the_files_too(wu: Officer, given: Given) -> None:
    petition = given.an_established_petition()
    bare = attachments.sealed(wu.session, petition, "a")
    row = wu.attach(petition)
    with_one = attachments.sealed(wu.session, petition, "a")
    row.alternative += "改了。"
    wu.session.flush()
    assert bare == "a" and len({bare, with_one, attachments.sealed(wu.session, petition, "a")}) == 3


def test_files_of_no_version_are_forgotten(wu: Officer, given: Given) -> None:
    petition = given.an_established_petition()
    other = given.an_established_petition(title="公園飲水機水質檢驗數據每週上網公開", by=given.cast.kai)
    kept, removed, unused = wu.attach(petition), wu.attach(petition, odf()), wu.attach(other)
    wu.publish(petition)
    waiting = wu.attach(petition, odf("ods"))
    wu.remove(petition, kept)
    wu.remove(petition, waiting)
    assert attachments.forget_old(wu.session, as_of=wu.clock.at) == 1
    assert attachments.forget_old(wu.session, as_of=wu.clock.at + timedelta(days=31)) == 1
    assert set(wu.session.scalars(select(Attachment.id))) == {kept.id, removed.id}
    assert wu.session.scalar(select(func.count()).where(AttachmentPiece.attachment_id.in_([waiting.id, unused.id]))) == 0


def test_a_file_beside_a_draft_is_not_forgotten(wu: Officer, given: Given) -> None:
    petition = given.an_established_petition()
    wu.attach(petition)
    actions.save(wu.session, petition, by=wu.cast.wu, content={}, at=wu.clock.at)
    assert attachments.forget_old(wu.session, as_of=wu.clock.at + timedelta(days=60)) == 0
