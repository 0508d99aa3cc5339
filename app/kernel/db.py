"""The database: PostgreSQL through SQLAlchemy 2. All moments are `timestamptz` in UTC."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Engine, Enum, MetaData, create_engine
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import UserDefinedType

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def _values(words: type[StrEnum]) -> list[str]:
    return [word.value for word in words]


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads it from the class)
        datetime: DateTime(timezone=True),
        int: BigInteger,
        StrEnum: Enum(StrEnum, native_enum=False, length=24, values_callable=_values),
        dict[str, Any]: JSONB,
    }


class TransactionId(UserDefinedType[str]):
    """PostgreSQL's xid8: the 64-bit number of a transaction, which never comes round again; a decimal string in Python."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


def engine_for(url: str, *, pool_size: int = 5, instant: bool = False) -> Engine:
    """An engine whose sessions speak UTC; connections must not cross a fork.

    On an `instant` one every statement commits by itself, and a connection may turn out to be dead when it is used.
    """
    options = "-c timezone=utc -c lock_timeout=10s -c statement_timeout=60s"
    level = "AUTOCOMMIT" if instant else "READ COMMITTED"
    return create_engine(
        url, pool_size=pool_size, max_overflow=5, pool_pre_ping=not instant, isolation_level=level, connect_args={"options": options}
    )


def sessions_for(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)
