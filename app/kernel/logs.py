"""Logs: one JSON object a line on standard error, without personal data.

Whatever looks like an e-mail address, a telephone number or a code is masked, wherever it comes from, libraries and tracebacks
included; queries of addresses are cut off, since tokens travel in them.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

MASKS = (
    (re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*"), "<mail>"),
    (re.compile(r"(?<![\w.:-])\+?(?:\d[\s()-]?){9,15}(?![\w:-])"), "<number>"),
    (re.compile(r"(?<=[/\w])\?[^\s\"']+"), "?…"),
    (re.compile(r"(?<![\w.:+-])\d{6}(?![\w.:-])"), "<code>"),
)
SUSPECT = re.compile(r"[@?]|\d[\d\s()-]{5}")
"""What every pattern above needs; most texts have none of it, and a line is written for every request."""
OURS = {"timestamp", "level", "request"}

Event = MutableMapping[str, Any]


def masked(text: str) -> str:
    """The text without what could be an address, a number, a code or a query."""
    if SUSPECT.search(text) is None:
        return text
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text


def mask(_: object, __: str, event: Event) -> Event:
    """A processor of structlog: masks every value but the ones we made ourselves."""
    return {name: value if name in OURS else _masked_value(value) for name, value in event.items()}


def configure(level: str, *, out: TextIO | None = None) -> None:
    """Send everything, our own events and those of the libraries, through the same processors to `out`, or standard error."""
    out = out or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask,
    ]
    as_json = structlog.processors.JSONRenderer(ensure_ascii=False)
    number = logging.getLevelNamesMapping()[level.upper()]
    # Our own events do not pass through `logging`, which would cost as much again: there is one for every request.
    structlog.configure(
        processors=[*shared, as_json],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(out)
    rest: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, as_json]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=rest, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    for chatty in ("werkzeug", "rq.worker", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _masked_value(value: object) -> object:
    match value:
        case bool() | int() | float() | None:
            return value
        case str():
            return masked(value)
        case list() | tuple():
            return [_masked_value(item) for item in value]
        case dict():
            return {str(name): _masked_value(item) for name, item in value.items()}
        case _:
            return masked(str(value))
