"""Moderators, officers and administrators: invited to serve, and dismissed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from app.accounts import people, second_factor, sign_ins
from app.accounts.addresses import Address
from app.accounts.models import Agency, Language, Membership, Person, Role
from app.kernel import outbox
from app.kernel.errors import Conflict, Invalid, NotFound, Problem
from app.kernel.secrets import Keyring

SERVING = (Role.MODERATOR, Role.OFFICER, Role.ADMIN)


def invite(
    session: Session,
    keys: Keyring,
    address: Address,
    *,
    role: Role,
    at: datetime,
    agency: Agency | None = None,
    nickname: str = "",
    language: Language = Language.ZH,
    by: Person | None = None,
    is_head: bool = False,
) -> Membership:
    """Let the owner of an e-mail address serve, and write to them. Raises Invalid, and Conflict `staff.serving` if they do already."""
    if (role is Role.OFFICER) != (agency is not None):
        raise Invalid([Problem("agency", "staff.agency")])
    person = people.meet(session, keys, address, language=language, at=at)
    if person is None or role not in SERVING:
        raise Invalid([Problem("role", "staff.role")])
    if _serving(session, person, role):
        raise Conflict("staff.serving", role=role)
    if nickname:
        people.settle(session, person, nickname=nickname, language=person.language)
    if is_head and role is not Role.OFFICER:
        raise Invalid([Problem("is_head", "staff.head")])
    membership = Membership(person=person, role=role, agency=agency, invited_at=at, invited_by_id=by.id if by else None, is_head=is_head)
    session.add(membership)
    session.flush()
    _write(session, keys, address, membership, at=at)
    return membership


def set_head(session: Session, membership: Membership, *, is_head: bool) -> None:
    """Say whether an officer heads the agency. Raises Invalid `staff.head` for anybody else, NotFound once the service is over."""
    if membership.role is not Role.OFFICER:
        raise Invalid([Problem("is_head", "staff.head")])
    row = update(Membership).where(Membership.id == membership.id, Membership.ended_at.is_(None)).values(is_head=is_head)
    if session.scalar(row.returning(Membership.id).execution_options(synchronize_session=False)) is None:
        raise NotFound("staff.not_serving")
    session.refresh(membership, ["is_head"])


def dismiss(session: Session, person: Person, role: Role, *, at: datetime) -> None:
    """End a person's service, and every sign-in of theirs. Raises NotFound `staff.not_serving`."""
    ended = update(Membership).where(Membership.person_id == person.id, Membership.role == role, Membership.ended_at.is_(None))
    if session.scalar(ended.values(ended_at=at).returning(Membership.id)) is None:
        raise NotFound("staff.not_serving")
    sign_ins.end_all(session, person, at=at)


def let_approve(session: Session, membership: Membership, *, may: bool) -> None:
    """Say whether an officer may approve what colleagues drafted. Raises Invalid for who is none."""
    if membership.role is not Role.OFFICER:
        raise Invalid([Problem("role", "staff.role")])
    membership.may_approve = may
    session.flush()


def reset(session: Session, person: Person, *, at: datetime) -> None:
    """Forget a person's second factor, for whoever lost it, and end every sign-in of theirs."""
    second_factor.remove(session, person)
    sign_ins.end_all(session, person, at=at)


def serving(session: Session) -> list[Membership]:
    """Everybody who serves, with person and agency, in the order of their invitation."""
    found = select(Membership).where(Membership.ended_at.is_(None)).order_by(Membership.id)
    return list(session.scalars(found.options(joinedload(Membership.person), joinedload(Membership.agency))))


def _serving(session: Session, person: Person, role: Role) -> bool:
    live = select(Membership.id).where(Membership.person_id == person.id, Membership.role == role, Membership.ended_at.is_(None))
    return session.scalar(live) is not None


def _write(session: Session, keys: Keyring, address: Address, membership: Membership, *, at: datetime) -> None:
    outbox.put(
        session,
        keys,
        key=f"invited:{membership.id}",
        channel=address.channel,
        to=address.text,
        language=membership.person.language,
        name="invited",
        params={"role": membership.role, "agency": membership.agency.code if membership.agency else None},
        at=at,
    )
