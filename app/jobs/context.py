"""What a process of jobs has at hand, and its transactions: besides the web's session, the only place that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from app.kernel import mail, sms
from app.kernel.clock import Clock
from app.kernel.mail import MailGateway
from app.kernel.secrets import Keyring
from app.kernel.sms import HttpSender, LogSender, SmsSender
from config import BadSetting, Config


@dataclass(frozen=True)
class Works:
    """The parts of one worker or tick. Its gateways keep connections, so no two threads may share it."""

    config: Config
    engine: Engine
    sessions: sessionmaker[Session]
    clock: Clock
    keys: Keyring
    mail: MailGateway
    sms: SmsSender


def equip(config: Config, engine: Engine, sessions: sessionmaker[Session], clock: Clock, keys: Keyring) -> Works:
    """The works of one process, with the gateways that the configuration names. Raises BadSetting."""
    try:
        return Works(config, engine, sessions, clock, keys, mail.gateway(config.mail_url, config.mail_from), sender(config))
    except ValueError as fault:
        raise BadSetting(str(fault)) from None


def sender(config: Config) -> SmsSender:
    """The text message gateway that the configuration names. Raises ValueError."""
    if config.sms_url.startswith("log:"):
        return LogSender()
    if not config.sms_url.startswith(("https://", "http://")):
        raise ValueError("SMS_URL must be an http(s):// address or log:")
    return HttpSender(
        url=config.sms_url,
        method=config.sms_method.upper(),
        headers=sms.headers_from(config.sms_headers),
        body=config.sms_body,
        success=config.sms_success,
        refused=config.sms_refused,
        charset=config.sms_charset,
    )


@contextmanager
def transaction(works: Works) -> Iterator[Session]:
    """One transaction: committed at the end, or undone by an exception."""
    with works.sessions() as session:
        yield session
        session.commit()
