"""Logs: one JSON object a line on standard error, without personal data.

Whatever looks like an e-mail address, a telephone number or a code is masked, wherever it comes from, libraries and tracebacks
included; queries of addresses are cut off, since tokens travel in them.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

MASKS = (
    (re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*"), "<mail>"),
    (re.compile(r"(?<![\w.:-])\+?(?:\d[\s()-]?){9,15}(?![\w:-])"), "<number>"),
    (re.compile(r"(?<=[/\w])\?[^\s\"']+"), "?…"),
    (re.compile(r"(?<![\w.:+-])\d{6}(?![\w.:-])"), "<code>"),
)
OURS = {"timestamp", "level", "request"}

Event = MutableMapping[str, Any]


def masked(text: str) -> str:
    """The text without what could be an address, a number, a code or a query."""
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text


def mask(_: object, __: str, event: Event) -> Event:
    """A processor of structlog: masks every value but the ones we made ourselves."""
    return {name: value if name in OURS else _masked_value(value) for name, value in event.items()}


def configure(level: str) -> None:
    """Send everything, our own events and those of the libraries, through the same processors to standard error."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    out = logging.StreamHandler(sys.stderr)
    rest: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    out.setFormatter(structlog.stdlib.ProcessorFormatter(processors=rest, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers[:] = [out]
    root.setLevel(level.upper())
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    logging.getLogger("rq.worker").setLevel(logging.WARNING)


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
