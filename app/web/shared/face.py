"""What every template may use: paths in the reader's language, assets, icons, pictures, and the way numbers and words are written."""

from __future__ import annotations

from flask import Flask, request
from markupsafe import Markup

from app.web.shared import assets, filters, pictures, words
from app.web.shared.assets import asset
from app.web.shared.display import display
from app.web.shared.icons import icon

PETAL = "M32 31C24 25 20 17 25 11c3-4 11-4 14 0 5 6 1 14-7 20Z"
PETALS = Markup('<svg viewBox="0 0 64 64" aria-hidden="true"><g class="petals" fill="currentColor">{}</g>{}</svg>').format(
    Markup("").join(Markup('<path d="{}" transform="rotate({} 32 32)"/>').format(PETAL, turn * 72) for turn in range(5)),
    Markup('<circle cx="32" cy="32" r="6.5" fill="#f3b63f"/>'),
)


def to(path: str) -> str:
    """A path of this site in the language being read: /petitions, or /en/petitions."""
    return request.script_root + path


def furnish(app: Flask) -> None:
    """Give the application's templates their globals and filters, and its pages their files."""
    assets.init_app(app)
    app.jinja_env.globals.update(to=to, asset=asset, icon=icon, petals=PETALS, place="")
    app.jinja_env.globals.update({name: getattr(pictures, name) for name in ("bloom", "ring", "curve", "pace", "weeks", "split")})
    app.jinja_env.filters.update({name: getattr(filters, name) for name in filters.FILTERS})
    app.jinja_env.filters.update(
        display=display,
        stage_look=words.STAGES.__getitem__,
        stage_word=lambda stage: words.STAGES[stage].word,
        outcome_look=words.OUTCOMES.__getitem__,
        outcome_word=lambda outcome: words.OUTCOMES[outcome].word,
        topic_word=words.TOPICS.__getitem__,
        milestone_word=words.MILESTONES.__getitem__,
        move_word=words.MOVES.__getitem__,
        role_word=words.ROLES.__getitem__,
        part_word=words.PARTS.__getitem__,
        ground_word=words.GROUNDS.__getitem__,
        hide_ground_word=words.HIDE_GROUNDS.__getitem__,
        update_ground_word=words.UPDATE_GROUNDS.__getitem__,
    )
