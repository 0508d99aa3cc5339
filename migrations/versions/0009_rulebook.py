"""Rulebook"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policy_change",
        sa.Column("no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("numbers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("instrument", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cancels_no", sa.BigInteger(), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(since IS NULL) = (cancels_no IS NOT NULL)", name=op.f("ck_policy_change_changes_or_cancels")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_policy_change_by_id")),
        sa.ForeignKeyConstraint(["cancels_no"], ["policy_change.no"], name=op.f("fk_policy_change_cancels_no")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_policy_change")),
        sa.UniqueConstraint("cancels_no", name=op.f("uq_policy_change_cancels_no")),
    )
    op.create_table(
        "pause",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("begins", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends > begins", name=op.f("ck_pause_ends_later")),
        sa.CheckConstraint("cancelled_at IS NULL OR begun_at IS NULL", name=op.f("ck_pause_begun_is_not_cancelled")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_pause_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
        postgresql.ExcludeConstraint(
            (sa.text("tstzrange(begins, ends)"), "&&"), name="ex_pause_overlap", using="gist", where=sa.text("cancelled_at IS NULL")
        ),
    )
    op.add_column("agency", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_agency_merged_into_id"), "agency", "agency", ["merged_into_id"], ["id"])
    op.create_check_constraint(op.f("ck_agency_merged_is_closed"), "agency", "merged_into_id IS NULL OR closed_at IS NOT NULL")
    op.create_table(
        "agency_name",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("name_zh", sa.String(80), nullable=False),
        sa.Column("name_en", sa.String(160), nullable=False),
        sa.Column("instrument", sa.String(200), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_name_agency_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_agency_name_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_name")),
        sa.UniqueConstraint("agency_id", "since", name=op.f("uq_agency_name_agency_id_since"), postgresql_nulls_not_distinct=True),
    )
    op.create_table(
        "letter_text",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("language", sa.String(24), nullable=False),
        sa.Column("no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("texts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_letter_text_by_id")),
        sa.PrimaryKeyConstraint("name", "language", "no", name=op.f("pk_letter_text")),
    )


def downgrade() -> None:
    op.drop_table("letter_text")
    op.drop_table("agency_name")
    op.drop_constraint(op.f("ck_agency_merged_is_closed"), "agency")
    op.drop_constraint(op.f("fk_agency_merged_into_id"), "agency")
    op.drop_column("agency", "merged_into_id")
    op.execute("DELETE FROM transition WHERE move IN ('pause', 'resume', 'succeed')")
    op.drop_table("pause")
    op.drop_table("policy_change")
