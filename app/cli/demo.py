"""`flask demo`: fill the platform with the demonstration, show its people, let a crowd endorse, travel in time."""

from __future__ import annotations

import re
from datetime import timedelta

import click
from flask.cli import AppGroup

from app.cli.context import changing
from app.demo import content, crowd, people
from app.demo import seed as seeding
from app.kernel import clock
from app.kernel.workdays import TAIPEI
from app.web.platform import Platform, platform

SENTENCES = {
    "petition.unknown": "there is no petition of that number",
    "endorse.not_admitted": "it is not open to endorsements",
    "endorse.not_open_yet": "its window opens at {opens:%Y-%m-%d %H:%M} UTC; `flask demo travel +1d` gets there",
    "endorse.closed": "its window is closed",
}
UNITS = {"d": "days", "h": "hours", "m": "minutes"}
CITIZENS_SHOWN = 5

demo = AppGroup("demo", help="The demonstration. Only with CONFIG=demo.")


@demo.command()
def seed() -> None:
    """Fill an empty platform with people and petitions; does nothing where there are any (DEMO_SIZE=full or small)."""
    here = _demonstration()
    done = seeding.seed(lambda: changing(SENTENCES), here.keys, at=here.clock.now(), size=here.config.demo_size)
    click.echo("The demonstration is ready." if done else "There are petitions already; nothing was changed.")


@demo.command("people")
def everybody() -> None:
    """Show the people, their roles and how to sign in."""
    here = _demonstration()
    with here.sessions() as session:
        known = people.known(session, here.keys, content.characters())
    if not known:
        raise click.ClickException("there is nobody yet: run `flask demo seed`")
    click.echo(people.shown(known, here.config.origin, citizens=CITIZENS_SHOWN))


@demo.command()
@click.argument("number")
@click.option("--count", default=100, show_default=True, type=click.IntRange(1, 20_000))
def endorse(number: str, count: int) -> None:
    """Let COUNT new, verified people endorse petition NUMBER."""
    here = _demonstration()
    with changing(SENTENCES) as session:
        crowd.endorse(session, here.keys, number, count=count, at=here.clock.now())
    click.echo(f"{count} people endorsed {number}; the page counts them within seconds.")


@demo.command(context_settings={"ignore_unknown_options": True})
@click.argument("far", required=False)
@click.option("--reset", is_flag=True, help="Back to the present.")
def travel(far: str | None, reset: bool) -> None:
    """Move the platform's clock by FAR (+61d, +3h, +90m) for every process; without FAR, say what time it is."""
    here = _demonstration()
    with changing(SENTENCES) as session:
        offset = clock.travel(session, None if reset else _span(far or "+0d"))
    now = clock.untravelled(here.clock) + offset
    click.echo(f"The platform's clock says {now.astimezone(TAIPEI):%Y-%m-%d %H:%M} in Taipei ({offset.days:+d} days).")


def _span(far: str) -> timedelta:
    spelt = re.fullmatch(r"\+(\d{1,4})([dhm])", far)
    if spelt is None:
        raise click.BadParameter("say how far ahead, such as +61d, +3h or +90m; --reset goes back", param_hint="FAR")
    return timedelta(**{UNITS[spelt[2]]: int(spelt[1])})


def _demonstration() -> Platform:
    here = platform()
    if not here.config.demo:
        raise click.ClickException("there is no demonstration here: CONFIG is not demo")
    return here
