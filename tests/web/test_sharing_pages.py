"""What is passed on: addresses, codes, posters, cards for other sites, oEmbed, and what crawlers read."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree

import pytest
import segno
from flask.testing import FlaskClient

from app.petition.models import Petition
from tests.given import Given
from tests.web.hiding import hidden
from tests.web.markup import check, untranslated
from tests.web.test_public_pages import STATES

ORIGIN = "http://localhost"


@pytest.fixture
def petition(given: Given) -> Petition:
    petition = given.an_open_petition(endorsements=137)
    given.session.commit()
    return petition


def meta(text: str) -> dict[str, str]:
    return {name: unescape(words) for name, words in re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', text)}


def links(text: str) -> dict[str, str]:
    return {name: unescape(href) for name, href in re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', text)}


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_petition_says_how_it_is_to_be_shown(petition: Petition, client: FlaskClient, prefix: str) -> None:
    path = f"/petitions/{petition.number}"
    page = client.get(f"{prefix}{path}?via=line").text
    said = meta(page)
    assert said["og:title"] == petition.title
    assert said["og:url"] == f"{ORIGIN}{prefix}{path}"
    assert said["og:image"] == f"{ORIGIN}{prefix}{path}/card.png"
    assert (said["og:image:width"], said["og:image:height"], said["twitter:card"]) == ("1200", "630", "summary_large_image")
    assert said["og:locale"] == ("en_US" if prefix else "zh_TW")
    assert said["og:description"] == said["description"]
    assert f'<link rel="canonical" href="{ORIGIN}{prefix}{path}">' in page
    assert links(page) == {"zh-Hant": ORIGIN + path, "en": f"{ORIGIN}/en{path}", "x-default": ORIGIN + path}


def test_home_has_one_address_in_each_language_and_other_pages_the_common_picture(client: FlaskClient) -> None:
    page = client.get("/?list=near").text
    assert f'<link rel="canonical" href="{ORIGIN}/">' in page
    assert links(page)["en"] == f"{ORIGIN}/en/"
    assert meta(client.get("/en/petitions?stage=endorsing").text)["og:image"] == f"{ORIGIN}/en/card.png"


def test_links_pass_the_petition_on_and_say_by_which_way(petition: Petition, client: FlaskClient) -> None:
    page = client.get(f"/petitions/{petition.number}").text
    section = page[page.index('id="share"') :].partition("</section>")[0]
    here = f"{ORIGIN}/petitions/{petition.number}?via="
    hrefs = [unescape(href) for href in re.findall(r'href="([^"]+)"', section)]
    for host, name, way in (
        ("social-plugins.line.me", "url", "line"),
        ("www.facebook.com", "u", "facebook"),
        ("www.threads.net", "url", "threads"),
    ):
        (link,) = [href for href in hrefs if urlsplit(href).hostname == host]
        assert parse_qs(urlsplit(link).query)[name] == [here + way]
    (mail,) = [href for href in hrefs if href.startswith("mailto:")]
    assert parse_qs(urlsplit(mail).query) == {"subject": [petition.title], "body": [f"{petition.title}\n{here}mail"]}
    assert f'data-copy="{here}link" hidden' in section and f'data-share="{here}link"' in section
    assert f"/petitions/{petition.number}/poster" in hrefs
    assert "<script" not in section and "<iframe" not in section
    assert f'<iframe src="{ORIGIN}/petitions/{petition.number}/embed"' in unescape(section)


def test_a_code_leads_to_the_petition(petition: Petition, client: FlaskClient) -> None:
    answer = client.get(f"/en/petitions/{petition.number}/qr.svg")
    wanted = BytesIO()
    segno.make_qr(f"{ORIGIN}/en/petitions/{petition.number}?via=qr", error="m").save(
        wanted, kind="svg", scale=8, border=4, dark="#211a23", light="#ffffff"
    )
    assert answer.mimetype == "image/svg+xml" and answer.data == wanted.getvalue()
    assert ElementTree.fromstring(answer.data).tag.endswith("svg")


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_posters_and_cards_are_sound_in_every_state(given: Given, client: FlaskClient, state: Callable[[Given], Petition]) -> None:
    petition = state(given)
    given.session.commit()
    for name in ("poster", "embed", "card.png"):
        for prefix in ("", "/en"):
            answer = client.get(f"{prefix}/petitions/{petition.number}/{name}")
            assert answer.status_code == 200
            assert "Set-Cookie" not in answer.headers
            if name != "card.png":
                check(answer.text)
                assert petition.title in answer.text
                assert 'name="robots" content="noindex"' in answer.text
                assert not prefix or untranslated(answer.text) == []
    may = "看全文並附議" in client.get(f"/petitions/{petition.number}/embed").text
    assert may == (f"/petitions/{petition.number}/endorse" in client.get(f"/petitions/{petition.number}").text)


def test_a_poster_tells_everything_that_is_to_be_known(petition: Petition, client: FlaskClient) -> None:
    page = client.get(f"/petitions/{petition.number}/poster").text
    for words in (petition.title, *(demand.text for demand in petition.demands), "130+", "門檻5,000人", "附議到2026年4月21日截止"):
        assert words in page
    assert f"localhost/petitions/{petition.number}<" in page
    assert 'class="qr"' in page


def test_a_card_leads_out_of_its_frame(petition: Petition, client: FlaskClient) -> None:
    page = client.get(f"/petitions/{petition.number}/embed").text
    anchors = re.findall(r"<a ([^>]+)>", page)
    assert len(anchors) == 3
    assert all('target="_blank" rel="noopener"' in anchor for anchor in anchors)
    assert sum(f"{ORIGIN}/petitions/{petition.number}?via=embed" in anchor for anchor in anchors) == 2
    assert "<script" not in page and "<form" not in page and "theme.css" not in page


def test_a_card_of_what_is_not_public_says_so_in_its_frame(given: Given, client: FlaskClient) -> None:
    for number in (hidden(given).number, "P-1999-9999"):
        answer = client.get(f"/petitions/{number}/embed")
        assert answer.status_code == 404 and "這件提議沒有公開" in answer.text
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
        check(answer.text)


def discovered(page: str) -> str:
    (href,) = re.findall(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', page)
    return unescape(href).removeprefix(ORIGIN)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_address_of_a_petition_is_enough_to_show_its_card(petition: Petition, client: FlaskClient, prefix: str) -> None:
    answer = client.get(discovered(client.get(f"{prefix}/petitions/{petition.number}").text))
    told = answer.get_json()
    assert (told["version"], told["type"], told["title"]) == ("1.0", "rich", petition.title)
    frame = told["html"]
    assert f'src="{ORIGIN}{prefix}/petitions/{petition.number}/embed"' in frame
    assert f'width="{told["width"]}" height="{told["height"]}"' in frame and told["width"] == 600
    assert (told["thumbnail_width"], told["thumbnail_height"]) == (1200, 630)
    assert client.get(told["thumbnail_url"].removeprefix(ORIGIN)).mimetype == "image/png"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "public" in answer.headers["Cache-Control"]


def test_a_card_is_no_larger_than_asked_for(petition: Petition, client: FlaskClient) -> None:
    url = quote(f"{ORIGIN}/petitions/{petition.number}?via=link#demands", safe="")
    told = client.get(f"/oembed?url={url}&maxwidth=320&maxheight=200").get_json()
    assert (told["width"], told["height"]) == (320, 200)
    assert "thumbnail_url" not in told
    assert client.get(f"/oembed?url={url}&maxwidth=2000").get_json()["width"] == 600


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422),
        ("url={url}&maxwidth=0", 422),
        ("url={url}&maxwidth=wide", 422),
        ("url={url}&maxheight=-1", 422),
        ("url={url}&format=xml", 501),
        ("url={url}&format=html", 501),
        ("url=https://elsewhere.example/petitions/{number}", 404),
        ("url=http://localhost.elsewhere.example/petitions/{number}", 404),
        ("url=http://localhost@elsewhere.example/petitions/{number}", 404),
        ("url=http://[/petitions/{number}", 404),
        ("url=http://localhost/petitions/P-1999-9999", 404),
        ("url=http://localhost/petitions/{number}/endorse", 404),
        ("url=http://localhost/", 404),
        ("url=javascript:alert(1)", 404),
    ],
)
def test_what_cannot_be_shown_is_refused_as_a_problem(petition: Petition, client: FlaskClient, query: str, status: int) -> None:
    number = petition.number
    answer = client.get(
        "/oembed?" + query.format(number=number, url=quote(f"{ORIGIN}/petitions/{number}")), headers={"Accept": "text/html"}
    )
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["status"] == status and answer.get_json()["detail"]


def test_a_hidden_petition_has_no_card(given: Given, client: FlaskClient) -> None:
    assert client.get(f"/oembed?url={ORIGIN}/petitions/{hidden(given).number}").status_code == 404


def test_a_crawler_finds_every_petition_and_no_personal_page(given: Given, petition: Petition, client: FlaskClient) -> None:
    other = given.a_refused_petition(by=given.cast.bo, title="公園飲水機水質檢驗數據每週上網公開")
    gone = given.a_petition_in_review(by=given.cast.kai, title="離島交通船與公車月票整合成單一票證")
    given.session.commit()
    robots = client.get("/robots.txt").text
    assert f"Sitemap: {ORIGIN}/sitemap.xml" in robots and "Disallow: /en/me\n" in robots and "Disallow: /petitions\n" not in robots
    found = [urlsplit(url).path for url in places(client, "/sitemap.xml") for url in places(client, urlsplit(url).path)]
    for number in (petition.number, other.number, gone.number):
        assert {f"/petitions/{number}", f"/en/petitions/{number}"} <= set(found)
    assert {"/", "/en/"} <= set(found)
    assert [path for path in found if client.get(path).status_code != 200] == []
    assert client.get("/sitemap-99999.xml").status_code == client.get("/sitemap-0.xml").status_code == 404


def test_a_crawler_does_not_find_what_is_hidden(given: Given, client: FlaskClient) -> None:
    number = hidden(given).number
    found = [url for file in places(client, "/sitemap.xml") for url in places(client, urlsplit(file).path)]
    assert [url for url in found if number in url] == []


def places(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200 and answer.mimetype == "application/xml"
    return [loc.text or "" for loc in ElementTree.fromstring(answer.data).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
