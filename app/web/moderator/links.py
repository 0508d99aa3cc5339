"""What a petition is to others: say it, take it back, and propose to merge two of the same."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, StringField

from app.accounts.models import Role
from app.kernel.errors import Conflict, Invalid, NotFound, Problem
from app.petition import links as between
from app.petition import merging, queries, similar
from app.petition.links import Relation
from app.petition.models import Petition
from app.web.moderator.routes import moderator
from app.web.shared import guards
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see
from app.web.shared.words import RELATIONS

PAGE = "moderator/links.html"


class LinkForm(Form):
    """Which other petition, and what it is to this one."""

    other = StringField(later("另一件的案號"))
    relation = RadioField(later("兩件的關係"), choices=[Choice(one.value, RELATIONS[one].word) for one in Relation])


@moderator.get("/moderate/<number>/links")
def links(number: str) -> ResponseReturnValue:
    form = LinkForm(None)
    form.other.data = request.args.get("other", "")
    return render_template(PAGE, form=form, **_seen(number))


@moderator.post("/moderate/<number>/links")
def link(number: str) -> ResponseReturnValue:
    form = LinkForm()
    try:
        petition, other = queries.by_number(db(), number), _named(form.other.data)
        if form.relation.data not in set(Relation):
            raise Invalid([Problem("relation", "relation.missing")])
        between.link(db(), petition, other, relation=Relation(form.relation.data), by=guards.person(), at=now())
    except (Invalid, Conflict) as refusal:
        return once_more(PAGE, form, refusal, lambda: _seen(number))
    flash(_("已標明和%(other)s的關係，兩件的頁面都看得到。", other=other.number))
    return see(url_for("moderator.links", number=number))


@moderator.post("/moderate/<number>/links/<other>/remove")
def unlink(number: str, other: str) -> ResponseReturnValue:
    try:
        between.unlink(db(), queries.by_number(db(), number), queries.by_number(db(), other), by=guards.person(), at=now())
    except Conflict as refusal:
        return once_more(PAGE, LinkForm(None), refusal, lambda: _seen(number))
    flash(_("已取消和%(other)s的關係。", other=other))
    return see(url_for("moderator.links", number=number))


@moderator.post("/moderate/<number>/links/<other>/merge")
def offer_merge(number: str, other: str) -> ResponseReturnValue:
    """Propose to put this one into the other; only their proposers decide."""
    try:
        petition, into = queries.by_number(db(), number), queries.by_number(db(), other)
        merging.offer(db(), petition, into=into, by=guards.person(), role=Role.MODERATOR, at=now())
    except Conflict as refusal:
        return once_more(PAGE, LinkForm(None), refusal, lambda: _seen(number))
    flash(_("已提議併入%(other)s，兩位提議者都同意才會併案。", other=other))
    return see(url_for("moderator.links", number=number))


def _named(typed: str | None) -> Petition:
    """Raises Invalid for no number, or one that is not known."""
    number = (typed or "").strip().upper()
    if not number:
        raise Invalid([Problem("other", "link.which")])
    try:
        return queries.by_number(db(), number)
    except NotFound:
        raise Invalid([Problem("other", "link.unknown")]) from None


def _seen(number: str) -> dict[str, object]:
    petition = queries.by_number(db(), number)
    linked = between.of(db(), petition)
    known = {row.petition.id for row in linked}
    demands = tuple(demand.text for demand in petition.demands)
    alike = similar.petitions(db(), petition.title, demands=demands, limit=petition.policy.similar_shown, besides=petition.id)
    return {
        "petition": petition,
        "linked": linked,
        "alike": [row.petition for row in alike if row.petition.id not in known],
        "partners": {row.number for row in merging.partners(db(), petition, at=now())},
        "offers": [(row, row.other(petition)) for row in merging.offers(db(), petition, at=now())],
        "own": petition.proposer_id == guards.person().id,
        "hints": {
            "same": _("訴求是同一件事；兩位提議者可以併案。"),
            "opposite": _("要的事情相反；兩件的頁面會互相連結，並列對照。"),
            "similar": _("談同一個題目，但要的不一樣。"),
        },
    }
