"""Keep who a file names as its author, for the officer who attaches it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attachment", sa.Column("named", sa.String(200), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("attachment", "named")
