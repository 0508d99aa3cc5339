"""From a row of the queue to what leaves: subject, plain text and HTML, in the language of whoever reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import Session

from app.announce import digest_stops, facts, stops, texts
from app.announce.digests import DIGEST
from app.announce.facts import OWN, Facts
from app.announce.media import Html, Medium, Text
from app.announce.words import LETTERS, Speech, _
from app.kernel import outbox
from app.kernel.outbox import Channel, Letter
from app.kernel.secrets import Keyring
from app.rate import surveys

NAME = _("共議")
SURVEY = "survey"


@dataclass(frozen=True)
class Rendered:
    """A letter as it leaves. A text message has neither subject nor HTML; `code` is the code in it, if any."""

    subject: str
    text: str
    html: str
    code: str | None
    unsubscribe: str | None


@dataclass(frozen=True)
class Body:
    """What is the same in everybody's letter about one thing in one language."""

    subject: str
    text: str
    html: str
    audience: str
    code: str | None


class Press:
    """Renders letters for as long as what they are about stands still, such as one batch: thousands of readers get one body."""

    def __init__(self, keys: Keyring, *, origin: str) -> None:
        self._keys = keys
        self._origin = origin
        self._bodies: dict[str, Body] = {}

    def render(self, session: Session, letter: Letter) -> Rendered:
        """Look up and write out a letter. Raises NotFound, or jinja2's errors for a template at fault."""
        speech = speaking(letter.language)
        origin = self._origin + speech.prefix
        body = _made_own(self._body(session, letter, speech, origin), self._keys, letter, origin)
        if letter.channel is Channel.SMS:
            return Rendered("", body.text.strip(), "", body.code, None)
        stop = stop_link(self._keys, letter, origin=origin)
        foot = _foot(speech, body.audience, stop)
        pages = [
            medium.page(content, language=speech.language, subject=body.subject, name=speech.word(NAME), origin=origin, foot=foot)
            for medium, content in ((Text(speech.colon), body.text), (Html(), body.html))
        ]
        return Rendered(body.subject, pages[0], str(pages[1]), body.code, stop)

    def _body(self, session: Session, letter: Letter, speech: Speech, origin: str) -> Body:
        if "as" not in letter.params:  # a code or an invitation is one person's
            return _write(session, self._keys, letter, speech, origin)
        key = json.dumps([letter.name, letter.language, letter.params], sort_keys=True)
        if key not in self._bodies:
            self._bodies[key] = _write(session, self._keys, letter, speech, origin)
        return self._bodies[key]


def render(session: Session, keys: Keyring, letter: Letter, *, origin: str) -> Rendered:
    """One letter by itself."""
    return Press(keys, origin=origin).render(session, letter)


def _made_own(body: Body, keys: Keyring, letter: Letter, origin: str) -> Body:
    """The survey's letter leads each reader to a page of their own."""
    if letter.name != SURVEY:
        return body
    token = surveys.token(keys, petition_id=letter.params["petition"], address_hash=letter.to_hash)
    own, shared = f"{origin}/survey/{token}", f"{origin}{OWN}"
    return replace(body, text=body.text.replace(shared, own), html=body.html.replace(shared, own))


def stop_link(keys: Keyring, letter: Letter, *, origin: str) -> str | None:
    """Where the reader switches this petition's letters off, or the digest; None for a letter that is about neither, such as a code.

    Raises Unreadable for a digest that has left.
    """
    if letter.name == DIGEST:
        return f"{origin}/notices/digests/{digest_stops.token(keys, outbox.address(keys, letter))}"
    if "as" not in letter.params:
        return None
    return f"{origin}/notices/{stops.token(keys, petition_id=letter.params['petition'], address_hash=letter.to_hash)}"


@cache
def speaking(language: str) -> Speech:
    return Speech(language)


@cache
def environment(speech: Speech, is_html: bool) -> Environment:
    """The templates in one language and one medium; an unknown name in a template is an error."""
    found = Environment(
        loader=FileSystemLoader(LETTERS),
        autoescape=is_html,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.install_gettext_translations(speech.catalogue, newstyle=True)  # type: ignore[attr-defined]
    found.filters.update(day=speech.day, last=speech.last, time=speech.time, number=speech.number)
    return found


def _write(session: Session, keys: Keyring, letter: Letter, speech: Speech, origin: str) -> Body:
    known = facts.gather(session, keys, letter, speech, origin=origin)
    if letter.channel is Channel.SMS:
        _, text = _written(f"sms/{letter.name}", Text(speech.colon), speech, known, {})
        return Body("", text, "", "", known.get("code"))
    own = texts.in_force(session, letter.name, speech.language) if letter.name not in texts.FIXED else {}
    subject, text = _written(letter.name, Text(speech.colon), speech, known, own)
    _, html = _written(letter.name, Html(), speech, known, own)
    return Body(subject, text, html, str(known["audience"]), known.get("code"))


def _written(name: str, medium: Medium, speech: Speech, known: Facts, own: Mapping[str, str]) -> tuple[str, str]:
    """`own` are the texts that administrators put in place of shipped ones."""
    is_html = isinstance(medium, Html)
    template = environment(speech, is_html).get_template(f"{name}.j2")
    said = {"_": texts.speaking(own, speech.language, is_html=is_html)} if own else {}
    written = template.make_module({**known, **said, "m": medium})
    return " ".join(str(getattr(written, "subject", "")).split()), str(written)


def _foot(speech: Speech, audience: str, stop: str | None) -> list[tuple[str, str]]:
    lines = [(speech.word(WHY[audience]), "")]
    if stop:
        lines.append((speech.word(STOP.get(audience, STOP[""])), stop))
    return lines


WHY = {
    "": _("這封信由系統寄出，請勿直接回覆。"),
    "proposer": _("你是這件提議的提議者，所以收到這封信。請勿直接回覆。"),
    "author": _("你在這件提議的討論區發表過意見，所以收到這封信。請勿直接回覆。"),
    "digest": _("你關注這些提議，並選擇收到彙整，所以收到這封信。請勿直接回覆。"),
    "reader": _("你附議或關注這件提議，所以收到這封信。請勿直接回覆。"),
    "agencies": _("你是這件提議相關機關的承辦人，所以收到這封信。請勿直接回覆。"),
    "deputies": _("你代理這件提議相關機關的承辦人，所以收到這封信。請勿直接回覆。"),
    "head": _("平臺管理者把你列為機關首長，所以你每個星期一收到這份摘要。請勿直接回覆。"),
    "moderators": _("你是平臺的檢核人員，所以收到這封信。請勿直接回覆。"),
    "admins": _("你是平臺的管理者，所以收到這封信。請勿直接回覆。"),
}

STOP = {
    "": _("不再收到這件提議的通知"),
    "digest": _("不再收到彙整"),
}
