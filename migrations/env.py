"""Alembic's entry: runs the numbered migrations over the connection it is given, or over DATABASE_URL."""

from alembic import context
from sqlalchemy import Connection, Enum

from app.kernel.db import engine_for
from app.models import Base
from config import read


def spell(kind: str, item: object, _: object) -> str | bool:
    """Words are stored as plain text: the models, not the schema, know which ones there are."""
    return f"sa.String({item.length})" if kind == "type" and isinstance(item, Enum) else False


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
