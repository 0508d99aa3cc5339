"""The environment, read once into a frozen `Config`; a bad or missing value stops the start with its name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

TEST_SECRET = "only-for-tests-and-never-for-people"
TEST_MASTER_KEY = "1:" + "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


class Mode(StrEnum):
    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


class BadSetting(Exception):
    """A setting is missing or unusable; the message begins with its name."""


@dataclass(frozen=True)
class Config:
    """What the environment says. `origin` has no trailing slash; `master_keys` is `1:BASE64[,2:BASE64…]`, the last one current.

    `proxies` is how many reverse proxies of ours stand before the server, whose word on the visitor's address is taken. `contact` is the
    address that people write to; the banners stand on every page, or on none.
    """

    mode: Mode
    database_url: str
    redis_url: str
    secret_key: str
    master_keys: str
    origin: str
    mail_url: str
    mail_from: str
    sms_url: str
    sms_method: str
    sms_headers: str
    sms_body: str
    sms_success: str
    sms_refused: str
    sms_charset: str
    demo_size: str
    log_level: str
    proxies: int
    metrics_token: str
    contact: str
    banner_zh: str
    banner_en: str

    @property
    def demo(self) -> bool:
        return self.mode is Mode.DEMO

    @property
    def secure(self) -> bool:
        return self.origin.startswith("https://")


def read(environment: Mapping[str, str] = os.environ) -> Config:
    """Read and check every setting. Raises `BadSetting`."""
    mode = _mode(environment.get("CONFIG", "production"))
    lenient = mode is Mode.TEST
    config = Config(
        mode=mode,
        database_url=_database_url(_required(environment, "DATABASE_URL")),
        redis_url=_required(environment, "REDIS_URL"),
        secret_key=_required(environment, "SECRET_KEY", TEST_SECRET if lenient else None),
        master_keys=_required(environment, "MASTER_KEY", TEST_MASTER_KEY if lenient else None),
        origin=_required(environment, "ORIGIN", "http://localhost" if lenient else None).rstrip("/"),
        mail_url=_required(environment, "MAIL_URL", "log:" if mode is not Mode.PRODUCTION else None),
        mail_from=environment.get("MAIL_FROM", "共議 <no-reply@gongyi.example>"),
        sms_url=environment.get("SMS_URL", "log:"),
        sms_method=environment.get("SMS_METHOD", "POST"),
        sms_headers=environment.get("SMS_HEADERS", ""),
        sms_body=environment.get("SMS_BODY", "to={to}&text={text}"),
        sms_success=environment.get("SMS_SUCCESS", ""),
        sms_refused=environment.get("SMS_REFUSED", ""),
        sms_charset=environment.get("SMS_CHARSET", "utf-8"),
        demo_size=environment.get("DEMO_SIZE", "full"),
        log_level=_level(environment.get("LOG_LEVEL", "INFO")),
        proxies=_count("TRUSTED_PROXIES", environment.get("TRUSTED_PROXIES", "0")),
        metrics_token=environment.get("METRICS_TOKEN", ""),
        contact=_required(environment, "CONTACT", "service@gongyi.example" if mode is not Mode.PRODUCTION else None),
        banner_zh=environment.get("BANNER_ZH", ""),
        banner_en=environment.get("BANNER_EN", ""),
    )
    if bool(config.banner_zh) != bool(config.banner_en):
        raise BadSetting("BANNER_ZH and BANNER_EN go together: every page exists in both languages")
    if mode is Mode.PRODUCTION:
        _refuse_unsafe(config, environment)
    return config


def _mode(name: str) -> Mode:
    try:
        return Mode(name)
    except ValueError:
        raise BadSetting(f"CONFIG must be one of {', '.join(Mode)}, not {name!r}") from None


def _level(name: str) -> str:
    levels = ("DEBUG", "INFO", "WARNING", "ERROR")
    if name.upper() not in levels:
        raise BadSetting(f"LOG_LEVEL must be one of {', '.join(levels)}, not {name!r}")
    return name.upper()


def _required(environment: Mapping[str, str], name: str, default: str | None = None) -> str:
    value = environment.get(name) or default
    if not value:
        raise BadSetting(f"{name} is not set")
    return value


def _count(name: str, value: str) -> int:
    if not value.isdecimal():
        raise BadSetting(f"{name} must be a whole number, not {value!r}")
    return int(value)


def _database_url(url: str) -> str:
    if not url.startswith(("postgresql://", "postgresql+psycopg://", "postgres://")):
        raise BadSetting("DATABASE_URL must be a postgresql:// URL: no other database is supported")
    return "postgresql+psycopg://" + url.split("://", 1)[1]


def _refuse_unsafe(config: Config, environment: Mapping[str, str]) -> None:
    if environment.get("DEMO", "") not in ("", "0"):
        raise BadSetting("DEMO must not be set in production: its letters and codes are readable by anyone")
    if config.secret_key == TEST_SECRET or len(config.secret_key) < 32:
        raise BadSetting("SECRET_KEY must be a secret of at least 32 characters of your own")
    if config.master_keys == TEST_MASTER_KEY:
        raise BadSetting("MASTER_KEY must be your own: make one with `python -m app.cli people master-key`")
    if not config.secure or not urlsplit(config.origin).hostname:
        raise BadSetting("ORIGIN must be an https:// origin in production")
    if config.mail_url.startswith("log:"):
        raise BadSetting("MAIL_URL must be an smtp:// or smtps:// URL in production")
    if config.sms_url.startswith("log:"):
        raise BadSetting("SMS_URL must be your gateway's address in production")
