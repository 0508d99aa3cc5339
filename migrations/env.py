"""Alembic's entry: runs the numbered migrations over the connection it is given, or over DATABASE_URL."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, Enum

from app.kernel.db import TransactionId, engine_for
from app.models import Base
from config import read


def spell(kind: str, item: object, autogen: AutogenContext) -> str | Literal[False]:
    """Words are stored as plain text: the models, not the schema, know which ones there are."""
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String({item.length})"
    if kind == "type" and isinstance(item, TransactionId):
        autogen.imports.add("from app.kernel.db import TransactionId")
        return "TransactionId()"
    return False


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, render_item=spell)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
elif context.is_offline_mode():
    context.configure(url="postgresql+psycopg://", target_metadata=Base.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    with engine_for(read().database_url).connect() as connection:
        run(connection)
