"""A real SMTP relay on loopback, and a gateway for text messages like those of Taiwan's aggregators."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Relay:
    """Takes letters; refuses for good what goes to nobody@, for now what goes to later@, and hangs up on hangup@."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.connections = 0
        self.encrypted: list[bool] = []
        self.sender_answer = "250 OK"
        self.before_accepting: Callable[[], bool] | None = None
        self.after_accepting: Callable[[], object] | None = None

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]) -> list[str]:  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        envelope.mail_from = address
        return self.sender_answer

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        if address.startswith("nobody@"):
            return f"550 5.1.1 <{address}>: no such person, call 0912345678"
        if address.startswith("later@"):
            return "450 4.2.1 busy, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if envelope.rcpt_tos[0].startswith("hangup@"):
            server.transport.close()
            return ""
        if envelope.rcpt_tos[0].startswith("spam@"):
            return "554 5.7.1 looks like spam"
        if self.before_accepting is not None and not self.before_accepting():
            return "451 not taken"
        message = message_from_bytes(envelope.content or b"", policy=default)
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        self.recipients += envelope.rcpt_tos
        self.messages.append(message)  # type: ignore[arg-type]
        if self.after_accepting is not None:
            self.after_accepting()
        return "250 taken"


def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, auth_data: LoginPassword) -> AuthResult:
    return AuthResult(success=auth_data == LoginPassword(b"gongyi", b"p@ss/word"), handled=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def relay(*, tls: SSLContext | None = None, starttls: bool = False, sign_in: bool = False) -> Iterator[tuple[Relay, int]]:
    """A relay and its port."""
    taking = Relay()
    options: dict[str, object] = {}
    if starttls:
        options = {"tls_context": tls, "require_starttls": True}
    if sign_in:
        options |= {"authenticator": authenticate, "auth_required": True, "auth_require_tls": starttls}
    port = free_port()
    controller = Controller(taking, hostname="127.0.0.1", port=port, ssl_context=None if starttls else tls, **options)  # type: ignore[arg-type]
    controller.start()
    try:
        yield taking, port
    finally:
        controller.stop()


class Aggregator:
    """An HTTP form in Big5, answering in lines; takes what a real one takes: a national number, a text, an account, an id of ours."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str]] = []
        self.seen: dict[str, str] = {}
        self.forms: list[dict[str, str]] = []
        self.status = 200

    def answer(self, body: bytes) -> tuple[int, str]:
        fields = {name: values[0] for name, values in parse_qs(body.decode("ascii"), encoding="big5", errors="strict").items()}
        self.forms.append(fields)
        if self.status != 200:
            return self.status, "busy"
        if (fields.get("username"), fields.get("password")) != ("gongyi", "secret"):
            return 200, "statuscode=e\r\nError=帳號、密碼錯誤\r\n"
        if not re.fullmatch(r"09\d{8}", fields["dstaddr"]) or fields["dstaddr"] == "0900000000":
            return 200, "[1]\r\nstatuscode=v\r\nError=無效的手機號碼\r\n"
        if fields["clientid"] not in self.seen:
            self.texts.append((fields["dstaddr"], fields["smbody"]))
        number = self.seen.setdefault(fields["clientid"], f"{len(self.seen) + 1:010d}")
        return 200, f"[1]\r\nmsgid={number}\r\nstatuscode=1\r\nAccountPoint=98\r\n"


BODY = "username=gongyi&password=secret&dstaddr={national}&smbody={text}&clientid={id}&encoding=big5"
SUCCESS = r"msgid=(?P<id>\S+)\s+statuscode=[0124]"
REFUSED = r"statuscode=v"


@contextmanager
def aggregator() -> Iterator[tuple[Aggregator, str]]:
    """An aggregator and its address."""
    taking = Aggregator()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, words = taking.answer(self.rfile.read(int(self.headers["Content-Length"])))
            content = words.encode("big5")
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield taking, f"http://127.0.0.1:{server.server_port}/send"
    finally:
        server.shutdown()
        server.server_close()
