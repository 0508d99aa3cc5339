"""Every page in every state, in both languages, widths and schemes: nothing to mend."""

from __future__ import annotations

import pytest

from tests.face.browsing import ENGLISH
from tests.face.conftest import Face
from tests.face.looking import everything, in_another_language, in_both_widths, in_little_room, stretched
from tests.face.paper import ROOT
from tests.face.state import State
from tests.face.states import STATES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_page_has_nothing_to_mend(face: Face, state: State) -> None:
    faults = [f"zh {fault}" for fault in everything(face.open(state), face.paper)]
    faults += [f"en {fault}" for fault in in_another_language(face.open(state, prefix=ENGLISH), face.paper)]
    face.texts(state).on = True
    try:
        faults += stretched(face.open(state, prefix=ENGLISH).page)
    finally:
        face.texts(state).on = False
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def test_the_page_of_maintenance_stands_alone(face: Face) -> None:
    """It is a file that the front server shows while nothing behind it answers."""
    page = face.full.elsewhere((ROOT / "static" / "maintenance.html").as_uri())
    faults = [*face.paper.read(page.content()).faults, *in_both_widths(page), *in_little_room(page)]
    assert faults == []
