"""Joining, signing in, the second factor, one's account."""

import re

import pyotp
from playwright.sync_api import Page

from tests.face.state import State
from tests.face.world import AT


def present_code(page: Page) -> str:
    """The code of the authenticator that the page is setting up."""
    secret = re.sub(r"\s", "", page.locator("code.mono").first.inner_text())
    return pyotp.TOTP(secret).at(AT)


STATES = [
    State("sign-in", "/sign-in"),
    State("sign-in-to-endorse", "/sign-in", who="on the way to endorse"),
    State("sign-in-wrong", "/sign-in", sends={"address": "mei@"}, status=422),
    State("sign-in-code", "/sign-in/code", who="waiting for a code"),
    State("sign-in-code-again", "/sign-in/code?sent=again", who="waiting for a code"),
    State("sign-in-code-wrong", "/sign-in/code", who="waiting for a code", sends={"code": "1"}, status=422),
    State("sign-in-code-missing", "/sign-in/code", who="waiting for a code", sends={"code": ""}, status=422),
    State("signed-out", "/signed-out"),
    State("join", "/join", who="half way"),
    State("join-wrong", "/join", who="half way", sends={"address": "02", "nickname": ""}, status=422),
    State("join-code", "/join/code", who="joining"),
    State("join-code-wrong", "/join/code", who="joining", sends={"code": "1"}, status=422),
    State("welcome", "/welcome", who="mei"),
    State("resume", "/resume", who="interrupted"),
    State("second", "/sign-in/second", who="weak"),
    State("second-wrong", "/sign-in/second", who="enrolled", sends={"code": "1"}, status=422),
    State("recovery", "/sign-in/recovery", who="weak"),
    State("recovery-wrong", "/sign-in/recovery", who="enrolled", sends={"code": "1"}, status=422),
    State("enrol", "/sign-in/enrol", who="enrolling"),
    State("enrol-wrong", "/sign-in/enrol", who="enrolling", sends={"code": "000000"}, status=422),
    State("enrol-done", "/sign-in/enrol", who="enrolling", sends={"code": present_code}),
    State("account", "/account", who="mei"),
    State("account-of-staff", "/account", who="lin"),
    State("account-saved", "/account?saved=1", who="mei"),
    State("account-wrong", "/account", who="mei", sends={"nickname": ""}, status=422),
    State("extend", "/account/extend?next=/moderate", who="lin"),
    State("errands", "/account/errands", who="ann"),
    State("errands-none", "/account/errands", who="newcomer"),
    State("errand-waiting", "/account/errands/{waiting-errand}", who="ann"),
    State("errand-under-way", "/account/errands/{running-errand}", who="ann"),
    State("errand-done", "/account/errands/{done-errand}", who="ann"),
    State("errand-failed", "/account/errands/{failed-errand}", who="ann"),
    State("once-more", "/account", who="mei", sends={"csrf_token": "old", "nickname": "梅"}, status=422),
]
