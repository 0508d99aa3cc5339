"""Files of the demonstration are such as officers may attach, and say what their story says."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from app.demo import content, papers
from app.demo.story import Paper
from app.respond import attachments, formats
from app.respond.models import FileKind

PAPERS = [paper for story in content.stories() for answer in (story.answer, story.final) if answer for paper in answer.papers]


def test_there_is_one_of_each_kind_that_can_be_written() -> None:
    assert {paper.kind for paper in PAPERS} == set(papers.WRITERS)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.title)
def test_each_could_be_attached(paper: Paper) -> None:
    data = papers.written(paper.kind, paper.title, paper.lines)
    assert formats.kind_of(data) is paper.kind and len(data) < 8_000
    assert 20 <= len(paper.alternative) <= attachments.ALTERNATIVE_MAX and len(paper.title) <= attachments.TITLE_MAX


def test_the_words_stand_in_the_files() -> None:
    with ZipFile(BytesIO(papers.written(FileKind.ODT, "紀錄", ["甲 < 乙"]))) as packed:
        assert "甲 &lt; 乙" in packed.read("content.xml").decode()
    pdf = papers.written(FileKind.PDF, "紀錄", ["甲乙"])
    assert "甲乙".encode("utf-16-be").hex().encode() in pdf
    start = int(pdf.rsplit(b"startxref\n", 1)[1].split()[0])
    assert pdf[start : start + 4] == b"xref"
