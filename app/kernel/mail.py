"""E-mail over SMTP, by one URL: `smtp://user:password@host:port?starttls=1` or `smtps://…`; `log:` sends nothing.

Certificates are always verified, with `&ca=FILE` against an authority of one's own. A connection is kept for the letters that
follow and opened anew when it fails or grows old. SMTP can promise no more than at least once: if the connection breaks between
the relay's acceptance and its answer, the letter is sent again under the same Message-ID.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as CRLF
from email.utils import parseaddr
from functools import cache
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import structlog

TIMEOUT = 10
IDLE_MAX = 5.0
LETTERS_PER_CONNECTION = 50
PORTS = {("smtp", False): 25, ("smtp", True): 587, ("smtps", False): 465, ("smtps", True): 465}

log = structlog.get_logger()


class Temporary(Exception):
    """Not now; this letter may be tried again later."""


class Permanent(Exception):
    """Never: the address or the letter is refused for good."""


class Unreachable(Exception):
    """The relay or gateway is away or refuses us; no letter is to blame."""


@dataclass(frozen=True)
class Mail:
    """One message; `unsubscribe` is the link for both headers of RFC 8058, or None where nothing can be switched off."""

    to: str
    subject: str
    text: str
    html: str
    language: str
    reference: str
    at: datetime
    unsubscribe: str | None = None


class MailGateway(Protocol):
    def send(self, mail: Mail) -> None:
        """Raises `Temporary`, `Permanent` or `Unreachable`."""

    def close(self) -> None:
        """Let go of the connection."""


class LogGateway:
    """Takes every letter and only notes that it did."""

    def send(self, mail: Mail) -> None:
        log.info("mail.left", reference=mail.reference, gateway="log")

    def close(self) -> None:
        pass


class SmtpGateway:
    """Sends through one relay. Not to be shared by threads."""

    def __init__(self, url: str, sender: str) -> None:
        self._url = urlsplit(url)
        self._sender = sender
        self._smtp: smtplib.SMTP | None = None
        self._used_at = 0.0
        self._letters = 0

    def send(self, mail: Mail) -> None:
        message = compose(mail, self._sender)
        try:
            self._connection().send_message(message, parseaddr(self._sender)[1], [mail.to])
        except (smtplib.SMTPException, OSError) as fault:
            raise self._verdict(fault) from fault
        self._used_at = time.monotonic()
        self._letters += 1

    def close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (smtplib.SMTPException, OSError):
                smtp.close()

    def _connection(self) -> smtplib.SMTP:
        if self._smtp is not None and (self._letters >= LETTERS_PER_CONNECTION or not self._is_alive(self._smtp)):
            self.close()
        if self._smtp is None:
            self._smtp = connect(self._url)
            self._letters = 0
        return self._smtp

    def _is_alive(self, smtp: smtplib.SMTP) -> bool:
        if time.monotonic() - self._used_at < IDLE_MAX:
            return True
        try:
            return smtp.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def _verdict(self, fault: Exception) -> Exception:
        verdict = judge(fault)
        if isinstance(verdict, Unreachable):
            self.close()
        return verdict


def gateway(url: str, sender: str) -> MailGateway:
    """The gateway that a MAIL_URL names. Raises ValueError for one that is not understood."""
    scheme = urlsplit(url).scheme
    if scheme == "log":
        return LogGateway()
    if scheme not in ("smtp", "smtps") or not urlsplit(url).hostname:
        raise ValueError("MAIL_URL must be smtp://host, smtps://host or log:")
    return SmtpGateway(url, sender)


def connect(url: SplitResult) -> smtplib.SMTP:
    """A connection greeted, encrypted and signed in as the URL says."""
    asked = {name: values[-1] for name, values in parse_qs(url.query).items()}
    starttls = asked.get("starttls", "0") != "0"
    where = (url.hostname or "", url.port or PORTS[url.scheme, starttls])
    name = socket.gethostname()
    smtp = (
        smtplib.SMTP_SSL(*where, local_hostname=name, timeout=TIMEOUT, context=trust(asked.get("ca")))
        if url.scheme == "smtps"
        else smtplib.SMTP(*where, local_hostname=name, timeout=TIMEOUT)
    )
    try:
        if starttls and url.scheme == "smtp":
            smtp.starttls(context=trust(asked.get("ca")))
        if url.username:
            smtp.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        smtp.close()
        raise
    return smtp


@cache
def trust(authority: str | None) -> ssl.SSLContext:
    """Whose certificates are believed: the system's authorities, or one file; reading them takes a twentieth of a second."""
    return ssl.create_default_context(cafile=authority)


def compose(mail: Mail, sender: str) -> EmailMessage:
    """The message as it goes over the wire; a line break in a header raises ValueError."""
    name, spec = parseaddr(sender)
    message = EmailMessage(policy=CRLF)
    message["From"] = Address(name, addr_spec=spec)
    message["To"] = Address(addr_spec=mail.to) if mail.to.isascii() else mail.to
    message["Subject"] = mail.subject
    message["Date"] = mail.at
    message["Message-ID"] = f"<{mail.reference}@{spec.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    message["Content-Language"] = mail.language  # last, since making parts moves the headers of this kind into the first one
    return message


def judge(fault: Exception) -> Exception:
    """What a failure means for the letter: the relay's word on the recipient or the content, or trouble with the relay itself."""
    match fault:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            code, words = next(iter(refused.values()))
        case smtplib.SMTPDataError(smtp_code=code, smtp_error=words):
            pass
        case smtplib.SMTPNotSupportedError():
            return Permanent("the relay does not take such an address")
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=words):
            return Unreachable(_said(code, words))
        case _:
            return Unreachable(f"{type(fault).__name__}: {fault}")
    if code == 421:
        return Unreachable(_said(code, words))
    return Permanent(_said(code, words)) if code >= 500 else Temporary(_said(code, words))


def _said(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
