"""Situations of two petitions that are the same, similar or opposite."""

from __future__ import annotations

from app.accounts.models import Role
from app.petition import links, merging
from app.petition.links import Relation
from app.petition.models import Petition
from tests.given import Given


def linked(given: Given, relation: Relation) -> tuple[Petition, Petition]:
    """Mei's, and one of Kai's."""
    mine = given.an_open_petition()
    theirs = given.an_open_petition(by=given.cast.kai, title="所得稅申報軟體請支援各種電腦並簡化流程")
    links.link(given.session, mine, theirs, relation=relation, by=given.cast.lin, at=given.at)
    return mine, theirs


def unlinked(given: Given) -> Petition:
    mine, theirs = linked(given, Relation.SIMILAR)
    links.unlink(given.session, mine, theirs, by=given.cast.lin, at=given.at)
    return mine


def merge_offered(given: Given, *, by_mei: bool) -> tuple[Petition, Petition]:
    mine, theirs = linked(given, Relation.SAME)
    by = given.cast.mei if by_mei else given.cast.kai
    merging.offer(given.session, mine, into=theirs, by=by, role=Role.PROPOSER, at=given.at)
    return mine, theirs


def merge_declined(given: Given, *, by_mei: bool) -> Petition:
    mine, _ = merge_offered(given, by_mei=not by_mei)
    standing = merging.offers(given.session, mine, at=given.at)[0]
    merging.decline(given.session, standing, by=given.cast.mei if by_mei else given.cast.kai, at=given.at)
    return mine


def merge_agreed(given: Given, *, mei_goes: bool) -> Petition:
    mine, theirs = linked(given, Relation.SAME)
    goes, stays = (mine, theirs) if mei_goes else (theirs, mine)
    merging.offer(given.session, goes, into=stays, by=given.cast.mei, role=Role.PROPOSER, at=given.at)
    merging.consent(given.session, merging.offers(given.session, mine, at=given.at)[0], by=given.cast.kai, at=given.at)
    return mine
