"""Pictures, QR codes, posters, cards and maps: what other sites, crawlers and printers ask for."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, make_response, render_template, request

from app.endorse.sources import Source
from app.kernel.errors import Invalid, NotFound, Problem
from app.kernel.workdays import local_day
from app.petition import queries
from app.petition.rulebook import policy_on
from app.web.platform import platform
from app.web.public import caching
from app.web.public.sharing import codes, maps, oembed
from app.web.public.sharing.picture import Picture, icon, icon_file, png
from app.web.public.sharing.standing import home_picture, picture_of, standing
from app.web.shared import headers
from app.web.shared.errors import answer_in_json
from app.web.shared.session import db, now

sharing = Blueprint("sharing", __name__)
sharing.after_request(caching.share)

# What is hidden must be gone from caches within a minute.
A_MINUTE, AN_HOUR, A_DAY = 60, 3_600, 86_400
TOUCH_ICON, FAVICON = 180, 48
# With so few characters the poster is set large.
LARGE_UNTIL = 160


@sharing.get("/card.png")
def home_card() -> Response:
    return _picture(home_picture(policy_on(db(), local_day(now()))), seconds=AN_HOUR)


@sharing.get("/petitions/<number>/card.png")
def card(number: str) -> Response:
    return _picture(picture_of(standing(db(), number, at=now())), seconds=A_MINUTE)


@sharing.get("/petitions/<number>/qr.svg")
def qr(number: str) -> Response:
    petition = queries.by_number(db(), number)
    return _kept(Response(codes.qr_file(petition.number), mimetype="image/svg+xml"), seconds=A_MINUTE)


@sharing.get("/petitions/<number>/poster")
def poster(number: str) -> str:
    stands = standing(db(), number, at=now())
    code = codes.qr_drawn(number, Source.POSTER)
    written = len(stands.petition.title) + sum(len(demand.text) for demand in stands.petition.demands)
    facts = {"large": written <= LARGE_UNTIL, "host": platform().config.origin.partition("://")[2]}
    return render_template("public/poster.html", stands=stands, code=code, **facts)


@sharing.get("/petitions/<number>/embed")
def embed(number: str) -> Response:
    """The card for other sites; where there is nothing to show it says so, for the browser's own words would be about framing."""
    try:
        page = make_response(render_template("public/embed.html", stands=standing(db(), number, at=now())))
        page.cache_control.max_age = A_MINUTE
    except NotFound:
        page = make_response(render_template("public/embed.html", stands=None), 404)
    return headers.framable(page)


@sharing.get("/oembed")
def discovered() -> Response:
    answer_in_json()
    if request.args.get("format", "json") != "json":
        abort(501)
    if not request.args.get("url"):
        raise Invalid([Problem("url", "frame.url")])
    number, tongue = oembed.asked(request.args["url"], origin=platform().config.origin)
    size = {"width": oembed.limit(request.args, "maxwidth"), "height": oembed.limit(request.args, "maxheight")}
    answer = jsonify(oembed.record(queries.by_number(db(), number), tongue, **size))
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return _kept(answer, seconds=AN_HOUR)


@sharing.get("/robots.txt")
def robots() -> Response:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in maps.PRIVATE), f"Sitemap: {platform().config.origin}/sitemap.xml"]
    return _kept(Response("\n".join(lines) + "\n", mimetype="text/plain"), seconds=A_DAY)


@sharing.get("/sitemap.xml")
def sitemap() -> Response:
    return _map("public/sitemap_index.xml", files=maps.files(db()))


@sharing.get("/sitemap-pages.xml")
def sitemap_pages() -> Response:
    return _map("public/sitemap_page.xml", places=maps.pages())


@sharing.get("/sitemap-<int:page>.xml")
def sitemap_page(page: int) -> Response:
    return _map("public/sitemap_page.xml", places=maps.places(db(), page))


@sharing.get("/apple-touch-icon.png")
def touch_icon() -> Response:
    return _kept(Response(icon(TOUCH_ICON), mimetype="image/png"), seconds=A_DAY)


@sharing.get("/favicon.ico")
def favicon() -> Response:
    return _kept(Response(icon_file(FAVICON), mimetype="image/x-icon"), seconds=A_DAY)


def _picture(picture: Picture, *, seconds: int) -> Response:
    """Drawn only for those who do not hold it already."""
    answer = Response(mimetype="image/png")
    answer.set_etag(picture.etag)
    if not request.if_none_match.contains_weak(picture.etag):
        answer.set_data(png(picture))
    return _kept(answer, seconds=seconds)


def _map(template: str, **facts: object) -> Response:
    answer = make_response(render_template(template, **facts))
    answer.mimetype = "application/xml"
    return _kept(answer, seconds=AN_HOUR)


def _kept(answer: Response, *, seconds: int) -> Response:
    answer.cache_control.max_age = seconds
    return headers.shown_elsewhere(answer)
