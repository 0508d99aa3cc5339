"""Tell everybody who was in a draw of its result, not those alone who were drawn."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

UNTOLD = "CREATE INDEX ix_lot_untold ON lot (id) WHERE {} AND told_at IS NULL"


def upgrade() -> None:
    # Whoever waited before this has read of it on the page, if at all.
    op.execute("UPDATE lot SET told_at = now() WHERE rank > 0 AND state = 'signed_up' AND told_at IS NULL")
    op.execute("DROP INDEX ix_lot_untold")
    op.execute(UNTOLD.format("rank > 0"))


def downgrade() -> None:
    op.execute("DROP INDEX ix_lot_untold")
    op.execute(UNTOLD.format("state = 'invited'"))
