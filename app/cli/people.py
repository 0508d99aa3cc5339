"""`flask people`: who serves, and the platform's own keys.

`python -m app.cli people master-key` works before there is a configuration.
"""

from __future__ import annotations

import base64

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.accounts import addresses, agencies, people, staff
from app.accounts.models import Language, Person, Role
from app.cli.context import changing
from app.kernel.secrets import new_key
from app.web.platform import platform

SENTENCES = {
    "address.missing": "EMAIL is empty",
    "address.email": "EMAIL is not an e-mail address",
    "agency.unknown": "there is no agency {agency}; `flask people agencies` plants those of the data file",
    "nickname.long": "--nickname has at most {most} characters",
    "nickname.characters": "--nickname has characters that cannot be shown",
    "staff.agency": "an officer needs --agency, and nobody else has one",
    "staff.serving": "they serve as {role} already",
    "staff.not_serving": "they do not serve as that",
    "person.unknown": "nobody is known by that address",
}
ROLES = click.Choice([role.value for role in staff.SERVING])
LANGUAGES = click.Choice([language.value for language in Language])


cli = AppGroup("people", help="Those who serve: moderators, agency officers, administrators.")


@cli.command()
@click.argument("email")
@click.option("--role", type=ROLES, required=True)
@click.option("--agency", "code", help="The code of an officer's agency.")
@click.option("--nickname", default="", help="What colleagues see.")
@click.option("--language", type=LANGUAGES, default=Language.ZH.value)
def invite(email: str, role: str, code: str | None, nickname: str, language: str) -> None:
    """Let EMAIL serve, and write to them. They sign in with a code and set up their authenticator."""
    with changing(SENTENCES) as session:
        staff.invite(
            session,
            platform().keys,
            addresses.email(email),
            role=Role(role),
            agency=agencies.by_code(session, code) if code else None,
            nickname=nickname,
            language=Language(language),
            at=platform().clock.now(),
        )
    click.echo(f"{email} may serve as {role}{f' of {code}' if code else ''}; the invitation is on its way.")


@cli.command("list")
def everybody() -> None:
    """Who serves: role, agency, e-mail address, nickname, since when."""
    with platform().sessions() as session:
        for membership in staff.serving(session):
            agency = membership.agency.code if membership.agency else "-"
            email = people.email_of(platform().keys, membership.person) or "-"
            click.echo(f"{membership.role}\t{agency}\t{email}\t{membership.person.nickname or '-'}\t{membership.invited_at:%Y-%m-%d}")


@cli.command()
@click.argument("email")
@click.option("--role", type=ROLES, required=True)
def dismiss(email: str, role: str) -> None:
    """End the service of EMAIL, and sign them out everywhere."""
    with changing(SENTENCES) as session:
        staff.dismiss(session, _known(session, email), Role(role), at=platform().clock.now())
    click.echo(f"{email} no longer serves as {role}.")


@cli.command()
@click.argument("email")
def reset(email: str) -> None:
    """Forget the authenticator and recovery codes of EMAIL, and sign them out everywhere."""
    with changing(SENTENCES) as session:
        staff.reset(session, _known(session, email), at=platform().clock.now())
    click.echo(f"{email} sets up an authenticator at the next sign-in.")


@cli.command("agencies")
def plant() -> None:
    """Bring the agencies of the data file into the database; known ones are renamed, unless that was done by hand."""
    with changing(SENTENCES) as session:
        count = agencies.plant(session)
    click.echo(f"Agencies: {count}")


@cli.command("master-key", with_appcontext=False)
def master_key() -> None:
    """Make a key for MASTER_KEY. Keep it outside the database, and with a copy: without it, sealed addresses are lost."""
    click.echo(f"1:{base64.b64encode(new_key()).decode()}")


def _known(session: Session, email: str) -> Person:
    known = people.known_by(session, platform().keys, addresses.email(email))
    if not known:
        raise click.ClickException(SENTENCES["person.unknown"])
    return known[0]
