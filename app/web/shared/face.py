"""What every template may use: paths in the reader's language, assets, icons, pictures, and the way numbers and words are written."""

from __future__ import annotations

from flask import Flask, g, request
from markupsafe import Markup

from app.discuss.models import Lane
from app.web.shared import assets, filters, grounds, pictures, ratings, told, topics, words
from app.web.shared.addresses import absolute
from app.web.shared.assets import asset
from app.web.shared.display import display
from app.web.shared.icons import icon
from app.web.shared.language import language
from app.web.shared.pausing import pause_now
from app.web.shared.trouble import is_in_trouble
from config import Config

PETAL = "M32 31C24 25 20 17 25 11c3-4 11-4 14 0 5 6 1 14-7 20Z"
PETALS = Markup('<svg viewBox="0 0 64 64" aria-hidden="true"><g class="petals" fill="currentColor">{}</g>{}</svg>').format(
    Markup("").join(Markup('<path d="{}" transform="rotate({} 32 32)"/>').format(PETAL, turn * 72) for turn in range(5)),
    Markup('<circle cx="32" cy="32" r="6.5" fill="#f3b63f"/>'),
)


def to(path: str) -> str:
    """A path of this site in the language being read: /petitions, or /en/petitions."""
    return request.script_root + path


def introduce(app: Flask, config: Config) -> None:
    """Let every page say what it is part of: a demonstration or not, whom to write to, what is announced, and as of which day."""

    def facts() -> dict[str, object]:
        announcement = {"zh-Hant-TW": config.banner_zh, "en": config.banner_en}[language()]
        return {"demonstration": config.demo, "contact": config.contact, "announcement": announcement, "as_of": g.get("at")}

    app.context_processor(facts)


def furnish(app: Flask) -> None:
    """Give the application's templates their globals and filters, and its pages their files."""
    assets.init_app(app)
    app.jinja_env.globals.update(
        to=to, absolute=absolute, asset=asset, icon=icon, petals=PETALS, place="", pause_now=pause_now, is_in_trouble=is_in_trouble
    )
    drawings = ("bloom", "ring", "curve", "pace", "spans", "split", "county_map")
    app.jinja_env.globals.update({name: getattr(pictures, name) for name in drawings})
    app.jinja_env.filters.update({name: getattr(filters, name) for name in filters.FILTERS})
    app.jinja_env.tests["a_day"] = filters.is_day
    app.jinja_env.filters.update(
        display=display,
        stage_look=words.STAGES.__getitem__,
        stage_word=lambda stage: words.STAGES[stage].word,
        outcome_look=words.OUTCOMES.__getitem__,
        relation_look=words.RELATIONS.__getitem__,
        outcome_word=lambda outcome: words.OUTCOMES[outcome].word,
        promise_look=words.PROMISES.__getitem__,
        promise_word=words.PROMISE_ACTS.__getitem__,
        county_word=told.COUNTIES.__getitem__,
        source_word=told.SOURCES.__getitem__,
        frequency_word=words.FREQUENCIES.__getitem__,
        topic_word=topics.topic_word,
        question_word=ratings.QUESTIONS.__getitem__,
        scale_words=lambda question, value: ratings.SCALES[question][value - 1],
        move_word=words.MOVES.__getitem__,
        role_word=words.ROLES.__getitem__,
        part_word=words.PARTS.__getitem__,
        said=grounds.said,
        ground_text=grounds.text,
        ground_other=grounds.other_text,
        ground_law=grounds.law,
        ground_applies=grounds.applies,
        ground_elsewhere=grounds.elsewhere,
        comment_ground_word=words.COMMENT_GROUNDS.__getitem__,
        lane_look=lambda lane: words.LANES[Lane(lane)],
        suggestion_look=words.SUGGESTIONS.__getitem__,
        spot_word=words.SPOTS.__getitem__,
        update_ground_word=words.UPDATE_GROUNDS.__getitem__,
    )
