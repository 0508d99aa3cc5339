"""Text messages through any HTTP gateway that takes a number and a text, as the Taiwanese aggregators do; `log:` sends nothing.

What differs between them is configuration: address, method, headers, a body with `{to}` (+886912345678), `{digits}` (886912345678),
`{national}` (0912345678), `{text}` and `{id}` (the same for every try of one message), the character set, and patterns for the
answer. Values are escaped as the body's type asks: JSON if a header says so, otherwise a form.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http.client import HTTPException
from typing import Protocol
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

import structlog

from app.kernel.mail import Permanent, Temporary, Unreachable

TIMEOUT = 10
ANSWER_MAX = 64_000
FORM = "application/x-www-form-urlencoded"
PLACEHOLDER = re.compile(r"\{(to|digits|national|text|id)\}")
OUR_FAULT = {401, 402, 403, 407, 429}

log = structlog.get_logger()


class SmsSender(Protocol):
    def send(self, number: str, text: str, *, reference: str) -> str:
        """Send to a number in E.164 and return the gateway's own id, empty if it gives none.

        `reference` is the same for every try of one message. Raises `Temporary`, `Permanent` or `Unreachable`.
        """


class LogSender:
    """Takes every message and only notes that it did."""

    def send(self, number: str, text: str, *, reference: str) -> str:
        log.info("sms.left", reference=reference, gateway="log")
        return ""


class NoRedirect(HTTPRedirectHandler):
    """A gateway that sends us elsewhere is misconfigured; numbers go only where the configuration says."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


@dataclass(frozen=True)
class HttpSender:
    """A gateway described by its configuration.

    An answer with status 2xx counts as sent if `success` is found in it (or is empty); its group `id`, if any, is the gateway's id.
    If `refused` is found in it, the number is refused for good; any other answer is tried again later.
    """

    url: str
    method: str
    headers: dict[str, str]
    body: str
    success: str
    refused: str
    charset: str

    def send(self, number: str, text: str, *, reference: str) -> str:
        status, answer = self._ask(self._request(number, text, reference))
        if self.refused and re.search(self.refused, answer):
            raise Permanent(f"the gateway refuses the number: {_brief(answer)}")
        if not 200 <= status < 300:
            raise Temporary(f"the gateway answered {status}")
        accepted = re.search(self.success, answer)
        if accepted is None:
            raise Temporary(f"the gateway did not accept it: {_brief(answer)}")
        return accepted.groupdict().get("id") or ""

    def _request(self, number: str, text: str, reference: str) -> Request:
        values = {
            "to": number,
            "digits": number.removeprefix("+"),
            "national": re.sub(r"^\+886", "0", number),
            "text": text,
            "id": reference,
        }
        headers = {"Content-Type": f"{FORM}; charset={self.charset}", **self.headers}
        is_json = "json" in headers["Content-Type"].lower()
        body = None if self.method == "GET" else self._fill(self.body, values, as_json=is_json)
        url = self._fill(self.url, values, as_json=False).decode("ascii")
        return Request(url, data=body, headers=headers, method=self.method)

    def _fill(self, template: str, values: dict[str, str], *, as_json: bool) -> bytes:
        def escaped(found: re.Match[str]) -> str:
            value = values[found[1]]
            return json.dumps(value)[1:-1] if as_json else quote(value.encode(self.charset), safe="")

        try:
            return PLACEHOLDER.sub(escaped, template).encode(self.charset)
        except UnicodeEncodeError as fault:
            raise Permanent(f"the text cannot be written in {self.charset}") from fault

    def _ask(self, request: Request) -> tuple[int, str]:
        opener = build_opener(ProxyHandler({}), NoRedirect())
        try:
            with opener.open(request, timeout=TIMEOUT) as answer:
                return answer.status, answer.read(ANSWER_MAX).decode(self.charset, "replace")
        except HTTPError as fault:
            if fault.code in OUR_FAULT or fault.code >= 500 or 300 <= fault.code < 400:
                raise Unreachable(f"the gateway answered {fault.code}") from fault
            return fault.code, fault.read(ANSWER_MAX).decode(self.charset, "replace")
        except (OSError, HTTPException) as fault:
            raise Unreachable(f"{type(fault).__name__}: {fault}") from fault


def headers_from(lines: str) -> dict[str, str]:
    """Headers written as `Name: value`, one a line or separated by `|`. Raises ValueError."""
    pairs = [line.partition(":") for line in re.split(r"[\n|]", lines) if line.strip()]
    if any(not colon or not name.strip() for name, colon, _ in pairs):
        raise ValueError("SMS_HEADERS must be lines of the form Name: value")
    return {name.strip().title(): value.strip() for name, _, value in pairs}


def _brief(answer: str) -> str:
    return " ".join(answer.split())[:200]
