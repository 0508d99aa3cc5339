"""The pages that explain: sound in both languages, linked from every foot, and the same for everyone."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.factory import create_app
from app.petition import policy
from app.petition.policy import Entry, Policy
from app.web.platform import Platform
from config import BadSetting, read
from tests.given import Given
from tests.web.markup import check, untranslated

PAGES = ["/help", "/help/easy", "/accessibility", "/privacy", "/sitemap", "/data", "/transparency", "/agencies"]
STATIC = Path(__file__).resolve().parents[2] / "static"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sound_in_both_languages_and_nobodys_own(client: FlaskClient, path: str) -> None:
    for prefix in ("", "/en"):
        answer = client.get(prefix + path)
        assert answer.status_code == 200
        check(answer.text)
        assert not prefix or untranslated(answer.text) == []
        assert answer.headers["Cache-Control"] == "public, max-age=10"
        assert "Set-Cookie" not in answer.headers
        assert "csrf" not in answer.text


def test_every_page_has_its_own_title(client: FlaskClient) -> None:
    for prefix in ("", "/en"):
        titles = [re.findall("<title>(.*?)</title>", client.get(prefix + path).text)[0] for path in ["/", "/petitions", "/rules", *PAGES]]
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_reached_from_the_foot_or_the_site_map(client: FlaskClient, path: str) -> None:
    assert f'href="{path}"' in client.get("/sitemap").text
    if path != "/help/easy":
        assert f'href="{path}"' in client.get("/").text


def test_every_link_of_these_pages_leads_somewhere(client: FlaskClient) -> None:
    found = {link for path in ["/", *PAGES] for link in re.findall(r'href="(/[^"#]*)', client.get(path).text)}
    ours = {link for link in found if not link.startswith(("/static/", "/theme.css", "/en"))}
    to_door = ("/me", "/propose")
    lost = {
        link: status
        for link in sorted(ours)
        if (status := client.get(link.replace("&amp;", "&")).status_code) != (303 if link in to_door else 200)
    }
    assert lost == {}


def test_numbers_come_from_the_policy(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    other = dataclasses.replace(Policy(), endorse_threshold=7_777, endorse_days=77, review_workdays=6, key_months=9, smallest_cell=17)
    monkeypatch.setattr(policy, "RULEBOOK", (Entry(policy.RULEBOOK[0].since, "試行", other),))
    for path, words in {
        "/help": ["7,777人", "77天", "6個工作天"],
        "/help/easy": ["7,777個人", "6個上班日"],
        "/privacy": ["結案9個月後", "少於17人"],
        "/data": ["少於17人"],
    }.items():
        page = client.get(path).text
        assert [word for word in words if word not in page] == []


def test_the_site_map_explains_the_three_keys_that_pages_have(client: FlaskClient) -> None:
    page = client.get("/sitemap").text
    assert sorted(re.findall(r'accesskey="(.)"', page)) == ["C", "U", "Z"]
    assert all(f"Alt+{key}" in page for key in "UCZ")


def test_the_foot_says_when_and_the_first_page_has_the_marks_place(client: FlaskClient) -> None:
    assert '<time datetime="2026-03-02">' in client.get("/help").text
    assert "aamark" in client.get("/").text
    assert "aamark" not in client.get("/help").text


def test_an_announcement_stands_on_every_page_in_its_language(platform: Platform) -> None:
    config = dataclasses.replace(platform.config, banner_zh="11月22日暫停服務", banner_en="No service on 22 November")
    client = create_app(parts=dataclasses.replace(platform, config=config)).test_client()
    for path in ("/", "/help", "/nowhere", "/sign-in"):
        assert "11月22日暫停服務" in client.get(path).text
        assert "No service on 22 November" in client.get(f"/en{path}").text
    assert 'class="banner' not in create_app(parts=platform).test_client().get("/help").text


def test_an_announcement_needs_both_languages_and_a_platform_an_address() -> None:
    place = {"DATABASE_URL": "postgresql://here/x", "REDIS_URL": "redis://here"}
    with pytest.raises(BadSetting, match="BANNER_EN"):
        read({**place, "CONFIG": "test", "BANNER_ZH": "暫停服務"})
    assert read({**place, "CONFIG": "test"}).contact
    serious = {**place, "SECRET_KEY": "s" * 40, "MASTER_KEY": "1:x", "ORIGIN": "https://gongyi.example", "MAIL_URL": "smtp://relay"}
    with pytest.raises(BadSetting, match="CONTACT"):
        read({**serious, "SMS_URL": "https://sms.example"})


def test_maintenance_needs_nothing_else() -> None:
    page = (STATIC / "maintenance.html").read_text("utf-8")
    assert re.findall(r"(?:src|href|url\()", page) == []
    assert "系統維護中" in page
    assert "Down for maintenance" in page


def test_the_rules_and_help_know_the_examples(given: Given, client: FlaskClient) -> None:
    page = client.get("/help").text
    assert page.index('id="standard"') < page.index("寫法的例子") < page.index('id="discussion"')
