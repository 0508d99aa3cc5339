"""Who asks for a page, beyond the cast: people in the middle of something, each made anew for every load of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import uuid4

from app.accounts import second_factor
from app.accounts.models import Membership, Person, Role
from tests.cast import citizen
from tests.face.world import AT, World
from tests.web.visits import Visit

NOBODY = "nobody"


def of(world: World, who: str) -> Visit:
    """A browser in which `who` is signed in."""
    if who in VISITORS:
        return VISITORS[who](world)
    visit = Visit(world.app)
    return visit if who == NOBODY else visit.enter(world.person(who), strong=True)


def _newcomer(world: World, **changes: object) -> Person:
    """Somebody verified of whom nothing else is known."""
    with world.platform.sessions(expire_on_commit=False) as session:
        no = uuid4().int % 10_000_000
        person = citizen(session, world.platform.keys, f"newcomer{no}", at=AT, no=10_000_000 + no)
        for name, value in changes.items():
            setattr(person, name, value)
        session.commit()
        return person


def _half_way(world: World) -> Visit:
    """Signed in by e-mail; the phone is still to be proved."""
    unproved = {"phone_hash": None, "phone_seat": None, "eligibility": None, "declared_at": None, "verified_at": None}
    return Visit(world.app).enter(_newcomer(world, **unproved))


def _waiting(world: World) -> Visit:
    """Has asked for a code, on the way to endorsing."""
    visit = _on_the_way(world)
    visit.post("/sign-in", {"address": f"stranger{uuid4().hex}@example.org"})
    return visit


def _on_the_way(world: World) -> Visit:
    """Pressed "endorse" and was led to the door."""
    visit = Visit(world.app)
    visit.get(f"/petitions/{world.places['endorsing']}/endorse")
    visit.follow()
    return visit


def _joining(world: World) -> Visit:
    """Has introduced themselves and waits for the code on the phone."""
    visit = _half_way(world)
    visit.get("/join")
    number = f"0987{uuid4().int % 1_000_000:06d}"
    visit.post("/join", {"address": number, "nickname": "山上的老師", "eligibility": "national", "language": "zh-Hant-TW"})
    return visit


def _serving(world: World, role: Role) -> Person:
    person = _newcomer(world)
    with world.platform.sessions.begin() as session:
        session.add(Membership(person_id=person.id, role=role, invited_at=AT))
    return person


def _weak(world: World) -> Visit:
    """A moderator whose second factor is still to be asked."""
    return Visit(world.app).enter(world.person("lin"))


def _enrolled(world: World) -> Visit:
    """A moderator with a second factor, whom nobody else asks for: wrong codes are counted."""
    person = _serving(world, Role.MODERATOR)
    with world.platform.sessions.begin() as session:
        second_factor.give(session, world.platform.keys, person, secret=second_factor.new_secret(), at=AT)
    return Visit(world.app).enter(person)


def _enrolling(world: World) -> Visit:
    """A moderator at the first sign-in."""
    return Visit(world.app).enter(_serving(world, Role.MODERATOR))


def _interrupted(world: World) -> Visit:
    """Sent a form after the sign-in had ended, and is signed in again."""
    visit = Visit(world.app)
    visit.post(f"/propose/{uuid4()}", {"act": "save", "title": "國中小營養午餐食材來源與檢驗結果每日公開"})
    return visit.enter(_newcomer(world))


VISITORS: Mapping[str, Callable[[World], Visit]] = {
    "half way": _half_way,
    "waiting for a code": _waiting,
    "on the way to endorse": _on_the_way,
    "joining": _joining,
    "weak": _weak,
    "enrolled": _enrolled,
    "enrolling": _enrolling,
    "interrupted": _interrupted,
    "newcomer": lambda world: Visit(world.app).enter(_newcomer(world)),
}
