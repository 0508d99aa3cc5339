"""Keep a petition's long texts beside its row, which lists and counts read by the thousand; older rows follow as they are written."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE petition SET (toast_tuple_target = 512)")


def downgrade() -> None:
    op.execute("ALTER TABLE petition RESET (toast_tuple_target)")
