"""One's own errands: what was asked for, how far it is, and the file it made. Anybody else's do not exist here."""

from __future__ import annotations

from uuid import UUID

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from app.errands import actions, queries
from app.errands.models import Errand, Kind
from app.kernel.errors import NotFound
from app.kernel.workdays import local_day
from app.web.door.forms import EmptyForm
from app.web.door.surface import door
from app.web.platform import platform
from app.web.shared import errands as shown
from app.web.shared import ways
from app.web.shared.guards import citizen, needs, person
from app.web.shared.session import db

PATH = "/account/errands"


@door.get(PATH)
@needs(citizen)
def errands() -> ResponseReturnValue:
    views = [shown.view(errand) for errand in queries.mine(db(), person()) if shown.may_have(errand)]
    return render_template("door/errands.html", form=EmptyForm(), views=views)


@door.post(PATH)
@needs(citizen)
def export() -> ResponseReturnValue:
    return ways.see(shown.href(shown.ask(Kind.MY_DATA)))


@door.get(PATH + "/<uuid:key>")
@needs(citizen)
def errand(key: UUID) -> ResponseReturnValue:
    return render_template("door/errand.html", form=EmptyForm(), view=shown.view(_mine(key)))


@door.get(PATH + "/<uuid:key>/file")
@needs(citizen)
def errand_file(key: UUID) -> ResponseReturnValue:
    found = _mine(key)
    content = queries.content(db(), platform().keys, found)
    name = f"gongyi-{found.kind.replace('_', '-')}-{local_day(found.asked_at):%Y%m%d}.zip"
    return Response(content, mimetype="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@door.post(PATH + "/<uuid:key>/drop")
@needs(citizen)
def drop_errand(key: UUID) -> ResponseReturnValue:
    actions.drop(db(), _mine(key))
    return ways.see(url_for("door.errands"))


def _mine(key: UUID) -> Errand:
    """Raises NotFound, also for what only those may have who serve."""
    found = actions.own(db(), person(), key)
    if not shown.may_have(found):
        raise NotFound("errand.unknown")
    return found
