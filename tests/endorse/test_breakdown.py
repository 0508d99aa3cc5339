"""A breakdown never speaks of fewer than ten people, nor lets them be worked out from what it says."""

from __future__ import annotations

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.endorse import queries
from app.endorse.breakdown import broken_down
from app.endorse.counties import County
from app.endorse.sources import Source
from tests.given import Given

COUNTS = st.dictionaries(st.sampled_from(County), st.integers(0, 40))


@whatever(counts=COUNTS, undeclared=st.integers(0, 30), smallest=st.integers(2, 12))
def test_nothing_under_ten_is_shown_or_follows(counts: dict[County, int], undeclared: int, smallest: int) -> None:
    total = sum(counts.values()) + undeclared
    found = broken_down(counts, total=total, smallest=smallest)
    assert sum(count for _, count in found.cells) + found.rest == found.total == total
    assert all(count >= smallest and counts[county] == count for county, count in found.cells)
    if found.cells:
        assert found.rest == 0 or found.rest >= smallest, "the rest is a cell, too"
    hidden = [count for county, count in counts.items() if count and county not in dict(found.cells)]
    if len(hidden) == 1 and not undeclared and found.cells:
        assert hidden[0] >= smallest, "alone in the rest, it is told by it"
    counts_down = [count for _, count in found.cells]
    assert counts_down == sorted(counts_down, reverse=True)


@pytest.mark.parametrize(
    ("counts", "undeclared", "shown", "rest"),
    [
        ({County.TAIPEI: 12, County.YILAN: 9}, 100, {County.TAIPEI: 12}, 109),
        ({County.TAIPEI: 30, County.YILAN: 12, County.KINMEN: 3}, 0, {County.TAIPEI: 30}, 15),
        ({County.TAIPEI: 30, County.YILAN: 12}, 0, {County.TAIPEI: 30, County.YILAN: 12}, 0),
        ({County.TAIPEI: 12}, 4, {}, 16),
        ({County.TAIPEI: 9}, 0, {}, 9),
        ({}, 0, {}, 0),
    ],
)
def test_what_would_give_it_away_joins_the_rest(counts: dict[County, int], undeclared: int, shown: dict[County, int], rest: int) -> None:
    found = broken_down(counts, total=sum(counts.values()) + undeclared, smallest=10)
    assert (dict(found.cells), found.rest) == (shown, rest)


def test_of_a_petition(session: Session, given: Given) -> None:
    petition = given.an_open_petition(endorsements=60)
    assert queries.counties(session, petition).rest == 60
    given.declared(petition, {County.TAIPEI: 31, County.KINMEN: 2}, {Source.LINE: 20, Source.QR: 9})
    by_county, by_source = queries.counties(session, petition), queries.sources(session, petition)
    assert (by_county.cells, by_county.rest, by_county.total) == (((County.TAIPEI, 31),), 29, 60)
    assert (by_source.cells, by_source.rest) == (((Source.LINE, 20),), 40)


def test_the_smallest_cell_is_the_petitions_own_number(session: Session, given: Given) -> None:
    petition = given.an_open_petition(endorsements=60)
    given.declared(petition, {County.TAIPEI: 31, County.KINMEN: 12})
    petition.rules = {**petition.rules, "smallest_cell": 25}
    session.flush()
    assert queries.counties(session, petition).cells == ((County.TAIPEI, 31),)
