"""Find the decisions of review by their date, since every page of a moderator counts those that may be looked at again."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_transition_decided", "transition", ["at"], unique=False, postgresql_where=sa.text("move IN ('admit', 'refuse', 'hide')")
    )


def downgrade() -> None:
    op.drop_index("ix_transition_decided", table_name="transition", postgresql_where=sa.text("move IN ('admit', 'refuse', 'hide')"))
