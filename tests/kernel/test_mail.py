"""E-mail through a real relay on loopback."""

from __future__ import annotations

import dataclasses
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.kernel import mail
from app.kernel.mail import Mail, Permanent, SmtpGateway, Temporary, Unreachable
from tests.relay import Relay, relay

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
SENDER = "共議 <no-reply@gongyi.example>"
LETTER = Mail(
    "mei@example.org", "成案了：報稅軟體", "你的提議成案了。\n", "<p>你的提議成案了。</p>", "zh-Hant-TW", "7.abc", AT,
    "https://gongyi.example/notices/token",
)  # fmt: skip


@pytest.fixture
def taking() -> Iterator[tuple[Relay, int]]:
    with relay() as found:
        yield found


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    """A relay's certificate of its own making, for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(datetime.now(UTC) - timedelta(days=1))
    builder = builder.not_valid_after(datetime.now(UTC) + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    signed = builder.sign(key, hashes.SHA256())
    path, key_path = tmp_path / "ca.pem", tmp_path / "key.pem"
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path, key_path)
    return context, path


def to(address: str) -> Mail:
    return dataclasses.replace(LETTER, to=address)


def test_what_arrives(taking: tuple[Relay, int]) -> None:
    received, port = taking
    SmtpGateway(f"smtp://127.0.0.1:{port}", SENDER).send(LETTER)
    [message] = received.messages
    assert received.recipients == ["mei@example.org"]
    assert str(message["From"]) == SENDER
    assert str(message["Subject"]) == "成案了：報稅軟體"
    assert message["Message-ID"] == "<7.abc@gongyi.example>"
    assert message["Content-Language"] == "zh-Hant-TW"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<https://gongyi.example/notices/token>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert parsedate_to_datetime(message["Date"]) == AT
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), plain.get_content().strip()) == ("text/plain", "你的提議成案了。")
    assert (html.get_content_type(), html.get_content().strip()) == ("text/html", "<p>你的提議成案了。</p>")


def test_a_code_cannot_be_unsubscribed_from(taking: tuple[Relay, int]) -> None:
    received, port = taking
    SmtpGateway(f"smtp://127.0.0.1:{port}", SENDER).send(dataclasses.replace(LETTER, unsubscribe=None))
    assert received.messages[0]["List-Unsubscribe"] is None


def test_one_connection_for_many_and_renewed(taking: tuple[Relay, int], monkeypatch: pytest.MonkeyPatch) -> None:
    received, port = taking
    monkeypatch.setattr(mail, "LETTERS_PER_CONNECTION", 10)
    gateway = SmtpGateway(f"smtp://127.0.0.1:{port}", SENDER)
    for _ in range(25):
        gateway.send(LETTER)
    assert (len(received.messages), received.connections) == (25, 3)
    gateway.close()
    gateway.send(LETTER)
    assert received.connections == 4


def test_refusals_do_not_end_the_connection(taking: tuple[Relay, int]) -> None:
    received, port = taking
    gateway = SmtpGateway(f"smtp://127.0.0.1:{port}", SENDER)
    with pytest.raises(Permanent, match="550"):
        gateway.send(to("nobody@example.org"))
    with pytest.raises(Temporary, match="450"):
        gateway.send(to("later@example.org"))
    with pytest.raises(Permanent, match="554"):
        gateway.send(to("spam@example.org"))
    gateway.send(LETTER)
    assert (len(received.messages), received.connections) == (1, 1)


def test_a_connection_that_breaks_is_the_relays_fault_and_opened_anew(taking: tuple[Relay, int]) -> None:
    received, port = taking
    gateway = SmtpGateway(f"smtp://127.0.0.1:{port}", SENDER)
    with pytest.raises(Unreachable):
        gateway.send(to("hangup@example.org"))
    gateway.send(LETTER)
    assert len(received.messages) == 1


def test_an_idle_connection_that_the_relay_closed_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "IDLE_MAX", 0.0)
    with relay() as (_, port):
        gateway = SmtpGateway(f"smtp://127.0.0.1:{port}", SENDER)
        gateway.send(LETTER)
        assert gateway._smtp is not None
        assert gateway._smtp.sock is not None
        gateway._smtp.sock.close()
        gateway.send(LETTER)


@pytest.mark.parametrize("answer", ["550 5.7.1 we do not know this sender", "421 closing", "451 local trouble"])
def test_a_refused_sender_is_no_letters_fault(taking: tuple[Relay, int], answer: str) -> None:
    received, port = taking
    received.sender_answer = answer
    with pytest.raises(Unreachable):
        SmtpGateway(f"smtp://127.0.0.1:{port}", SENDER).send(LETTER)


def test_nobody_there() -> None:
    with relay() as (_, port):
        pass
    with pytest.raises(Unreachable, match="ConnectionRefusedError"):
        SmtpGateway(f"smtp://127.0.0.1:{port}", SENDER).send(LETTER)


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
def test_encrypted_and_signed_in(certificate: tuple[ssl.SSLContext, Path], scheme: str) -> None:
    context, authority = certificate
    starttls = scheme == "smtp"
    with relay(tls=context, starttls=starttls, sign_in=starttls) as (received, port):
        who = f"gongyi:{quote('p@ss/word', safe='')}@" if starttls else ""
        url = f"{scheme}://{who}127.0.0.1:{port}?ca={quote(str(authority))}" + ("&starttls=1" if starttls else "")
        SmtpGateway(url, SENDER).send(LETTER)
        assert received.encrypted == [True]


def test_a_wrong_password_is_no_letters_fault() -> None:
    with relay(sign_in=True) as (_, port), pytest.raises(Unreachable, match="535"):
        SmtpGateway(f"smtp://gongyi:wrong@127.0.0.1:{port}", SENDER).send(LETTER)


@pytest.mark.parametrize("starttls", [True, False])
def test_an_unknown_certificate_is_not_trusted(certificate: tuple[ssl.SSLContext, Path], starttls: bool) -> None:
    with relay(tls=certificate[0], starttls=starttls) as (received, port):
        url = f"smtp://127.0.0.1:{port}?starttls=1" if starttls else f"smtps://127.0.0.1:{port}"
        with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
            SmtpGateway(url, SENDER).send(LETTER)
        assert received.messages == []


def test_no_header_can_be_smuggled_in() -> None:
    with pytest.raises(ValueError, match=r"[Hh]eader"):
        mail.compose(dataclasses.replace(LETTER, subject="成案\r\nBcc: kai@example.org"), SENDER)


@pytest.mark.parametrize("url", ["http://relay", "smtp://", "relay:25", ""])
def test_urls_that_are_not_understood(url: str) -> None:
    with pytest.raises(ValueError, match="MAIL_URL"):
        mail.gateway(url, SENDER)
