"""The application put together. Servers, the command line and tests import it; nothing else does."""

from __future__ import annotations

import sys
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.cli import register
from app.jobs.doorbell import Doorbell
from app.jobs.health import Lookout
from app.kernel import logs
from app.kernel.clock import TravellingClock, WallClock
from app.kernel.db import engine_for, sessions_for
from app.kernel.secrets import Keyring
from app.web import admin, agency, citizen, dev, door, health, integrity, moderator, notices, public
from app.web.platform import Platform, attach
from app.web.shared import access, cookies, csrf, errors, face, guards, headers, language, limits, session
from config import BadSetting, Config, read

ROOT = Path(__file__).parent.parent


def create_app(config: Config | None = None, parts: Platform | None = None) -> Flask:
    """An application on `config`, or on the environment's; a bad setting ends the process with one sentence."""
    if parts is None:
        try:
            parts = build(config or read())
            logs.configure(parts.config.log_level)
        except BadSetting as fault:
            sys.exit(f"gongyi: {fault}")
    app = Flask("gongyi", template_folder=ROOT / "templates", static_folder=ROOT / "static")
    app.secret_key = parts.config.secret_key
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Chinese as it reads, in half the bytes
    attach(app, parts)
    _furnish(app, parts.config)
    public.init_app(app)
    door.init_app(app)
    moderator.init_app(app)
    agency.init_app(app)
    admin.init_app(app)
    integrity.init_app(app)
    citizen.init_app(app)
    notices.init_app(app)
    health.init_app(app)
    dev.init_app(app, parts.config)
    register(app)
    return app


def _furnish(app: Flask, config: Config) -> None:
    """What every surface shares. What is registered first comes last after a request: the session commits, and the log says how it went."""
    access.init_app(app)
    session.init_app(app)
    cookies.init_app(app, config)
    headers.init_app(app, config)
    limits.init_app(app, config)
    language.init_app(app)
    guards.init_app(app)
    csrf.init_app(app)
    errors.init_app(app)
    face.furnish(app)
    face.introduce(app, config)
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=0)  # type: ignore[method-assign]


def build(config: Config) -> Platform:
    """The parts of one process. Made after forking, since database connections must not cross a fork."""
    engine = engine_for(config.database_url)
    sessions = sessions_for(engine)
    clock = TravellingClock(sessions) if config.demo else WallClock()
    try:
        keys = Keyring(config.master_keys)
    except ValueError as fault:
        raise BadSetting(f"MASTER_KEY is unusable: {fault}") from None
    bell = Doorbell(config.redis_url)
    instant = engine_for(config.database_url, instant=True)
    watch = Lookout(config.redis_url)
    return Platform(config, engine, sessions, clock, keys, ring=bell.ring_for_codes, watch=watch, instant=instant)
