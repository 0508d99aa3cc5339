"""Ledger"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BREAKDOWNS = ("endorsement_hour", "endorsement_county", "endorsement_source")


def upgrade() -> None:
    op.add_column("endorsement", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    for table in BREAKDOWNS:
        op.add_column(table, sa.Column("removed", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.create_table(
        "removal",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("selection", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.BigInteger(), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("settled_role", sa.String(24), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("undo_reason", sa.Text(), nullable=False),
        sa.Column("undo_by_id", sa.BigInteger(), nullable=True),
        sa.Column("undo_role", sa.String(24), nullable=True),
        sa.Column("undo_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.BigInteger(), nullable=True),
        sa.Column("undone_role", sa.String(24), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("NOT confirmed OR settled_by_id <> by_id", name=op.f("ck_removal_two_people")),
        sa.CheckConstraint("undone_by_id <> undo_by_id", name=op.f("ck_removal_undone_by_two")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_removal_by_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_removal_petition_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_removal_settled_by_id")),
        sa.ForeignKeyConstraint(["undo_by_id"], ["person.id"], name=op.f("fk_removal_undo_by_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["person.id"], name=op.f("fk_removal_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal")),
    )
    op.create_index(op.f("ix_removal_petition_id"), "removal", ["petition_id"], unique=False)
    op.create_index("ix_removal_confirmed", "removal", ["settled_at"], unique=False, postgresql_where=sa.text("confirmed"))
    op.create_index("uq_removal_open", "removal", ["petition_id"], unique=True, postgresql_where=sa.text("settled_at IS NULL"))
    op.create_table(
        "removal_endorsement",
        sa.Column("removal_id", sa.BigInteger(), nullable=False),
        sa.Column("endorsement_id", sa.BigInteger(), nullable=False),
        sa.Column("applied", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["endorsement_id"], ["endorsement.id"], name=op.f("fk_removal_endorsement_endorsement_id")),
        sa.ForeignKeyConstraint(["removal_id"], ["removal.id"], name=op.f("fk_removal_endorsement_removal_id")),
        sa.PrimaryKeyConstraint("removal_id", "endorsement_id", name=op.f("pk_removal_endorsement")),
    )
    op.create_table(
        "shortfall",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("removal_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("endorsements", sa.BigInteger(), nullable=False),
        sa.Column("finding", sa.String(24), nullable=True),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.String(24), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_role", sa.String(24), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decided_by_id <> by_id", name=op.f("ck_shortfall_two_people")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_shortfall_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_shortfall_decided_by_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_shortfall_petition_id")),
        sa.ForeignKeyConstraint(["removal_id"], ["removal.id"], name=op.f("fk_shortfall_removal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortfall")),
    )
    op.create_index(op.f("ix_shortfall_petition_id"), "shortfall", ["petition_id"], unique=False)
    op.create_index("uq_shortfall_open", "shortfall", ["petition_id"], unique=True, postgresql_where=sa.text("ended_at IS NULL"))


def downgrade() -> None:
    op.drop_table("shortfall")
    op.drop_table("removal_endorsement")
    op.drop_table("removal")
    for table in BREAKDOWNS:
        op.drop_column(table, "removed")
    op.drop_column("endorsement", "removed_at")
