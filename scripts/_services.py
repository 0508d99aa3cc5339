"""PostgreSQL and Redis: those that DATABASE_URL and REDIS_URL name, else our own."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import _postgres
import _redis
from _account import home_for, lent
from _binaries import wanted
from _children import Children
from _secrets import Secrets


@dataclass(frozen=True)
class Services:
    """Where the two are, and what they are in words."""

    database_url: str
    redis_url: str
    words: str


def start(children: Children, data: Path, secrets: Secrets) -> Services:
    """Start what the environment does not name. `data` keeps its contents between starts."""
    database, redis = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    words = [f"{name} is what {name} says" for name, given in (("DATABASE_URL", database), ("REDIS_URL", redis)) if given]
    if database and redis:
        return Services(database, redis, ", ".join(words))
    wanted()  # a wrong word stops the start before anything is made
    account = lent()
    home = home_for(data, account)
    if not database:
        database, program = _postgres.start(children, home, account, secrets.postgres, durable=True)
        words.insert(0, str(program))
    if not redis:
        redis, program = _redis.start(children, home, account, secrets.redis)
        words.append(str(program))
    if home != data:
        words.append(f"their files in {home}, because the account {account.name if account else ''} cannot enter {data}")
    return Services(database, redis, ", ".join(words))


def start_throwaway(children: Children, data: Path, secrets: Secrets) -> Services:
    """Start services of our own, whatever the environment names: fast, and forgetting everything in a crash."""
    account = lent()
    home = home_for(data, account)
    database, postgres = _postgres.start(children, home, account, secrets.postgres, durable=False)
    redis, server = _redis.start(children, home, account, secrets.redis)
    return Services(database, redis, f"{postgres}, {server}")
