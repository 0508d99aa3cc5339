"""A browser of the tests: it keeps cookies, sends the token of the page it is on, and reads the letters that were put for it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pyotp
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.accounts import second_factor, sign_ins, verification
from app.accounts.models import Person
from app.accounts.second_factor import Authenticator
from app.kernel import outbox
from app.kernel.outbox import Letter
from app.web.platform import Platform

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
H1 = re.compile(r"<h1[^>]*>(.*?)</h1>", re.S)


class Visit:
    """One browser. `page` is the last answer."""

    def __init__(self, app: Flask, *, user_agent: str = "Mozilla/5.0 (Android) Chrome/140.0") -> None:
        self.app = app
        self.platform: Platform = app.extensions["gongyi"]
        self.client = app.test_client()
        self.user_agent = user_agent
        self.page: TestResponse | None = None

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._keep(self.client.get(path, headers={"User-Agent": self.user_agent, **options.pop("headers", {})}, **options))

    def post(self, path: str, fields: dict[str, Any] | None = None, *, token: str | None = None, **options: Any) -> TestResponse:
        """Send a form of the page it is on, or of the page at `path` if that shows one."""
        data = {"csrf_token": self.token() if token is None else token, **(fields or {})}
        headers = {"User-Agent": self.user_agent, **options.pop("headers", {})}
        return self._keep(self.client.post(path, data=data, headers=headers, **options))

    def follow(self) -> TestResponse:
        """Go where the last answer leads, until it leads nowhere."""
        assert self.page is not None
        for _ in range(5):
            if self.page.status_code not in (301, 302, 303, 308):
                break
            self.get(self.page.headers["Location"])
        return self.page

    def token(self) -> str:
        """The token of the page it is on, or else one of its session."""
        found = TOKEN.search(self.page.text) if self.page is not None else None
        return unescape(found[1]) if found is not None else self._new_token()

    @property
    def heading(self) -> str:
        assert self.page is not None
        found = H1.search(self.page.text)
        return "" if found is None else unescape(re.sub(r"<[^>]+>", "", found[1])).strip()

    def code(self, to: str) -> str:
        """The code of the newest letter to an address in its canonical form."""
        keys = self.platform.keys
        with self.platform.sessions() as session:
            hashes = [keys.keyed_hash(channel, to) for channel in outbox.Channel]
            newest = select(Letter).where(Letter.to_hash.in_(hashes), Letter.name == "code").order_by(Letter.id.desc())
            letter = session.scalars(newest.limit(1)).one()
            return verification.code_of(session, keys, letter.params["challenge"])

    def letters(self) -> int:
        with self.platform.sessions() as session:
            return session.scalar(select(func.count()).select_from(Letter)) or 0

    def sign_in(self, typed: str, canonical: str | None = None) -> TestResponse:
        """Through the door by a code; ends where the door leads."""
        self.get("/sign-in")
        self.post("/sign-in", {"address": typed})
        self.follow()
        return self.post("/sign-in/code", {"code": self.code(canonical or typed)})

    def give_second_factor(self, person: Person) -> TestResponse:
        """The present code of the person's authenticator."""
        with self.platform.sessions() as session:
            sealed = session.get_one(Authenticator, person.id).secret_sealed
        secret = self.platform.keys.open(sealed, purpose=second_factor.SEALED).decode()
        return self.post("/sign-in/second", {"code": pyotp.TOTP(secret).at(self.platform.clock.now())})

    def enter(self, person: Person, *, strong: bool = False) -> Visit:
        """Be signed in without going through the door."""
        with self.platform.sessions() as session:
            token = sign_ins.begin(session, person, device="", at=self.platform.clock.now(), strong=strong)
            session.commit()
        with self.client.session_transaction("/sign-in") as cookie:
            cookie["_user_id"] = token
        return self

    def _new_token(self) -> str:
        with self.client.session_transaction("/sign-in") as cookie:
            raw = cookie.setdefault("csrf_token", "0" * 40)
        return URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token").dumps(raw)

    def _keep(self, page: TestResponse) -> TestResponse:
        self.page = page
        return page
