"""`python -m app.cli people master-key`: the one command that is needed before there is a configuration."""

import click

from app.cli.people import cli as people

group = click.Group(commands=[people])

if __name__ == "__main__":
    group()
