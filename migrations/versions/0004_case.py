"""Case"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "role", "name", name=op.f("uq_saved_view_person_id_role_name")),
    )
    op.create_table(
        "muted_alert",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("alert", sa.String(24), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_muted_alert_person_id")),
        sa.PrimaryKeyConstraint("person_id", "alert", name=op.f("pk_muted_alert")),
    )
    op.create_table(
        "case_hold",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_case_hold_by_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_case_hold_petition_id")),
        sa.PrimaryKeyConstraint("petition_id", name=op.f("pk_case_hold")),
    )
    op.create_index(op.f("ix_case_hold_by_id"), "case_hold", ["by_id"], unique=False)
    op.create_table(
        "case_note",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hint_for", sa.String(24), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_case_note_by_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_case_note_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
    )
    op.create_index(op.f("ix_case_note_petition_id"), "case_note", ["petition_id"], unique=False)
    op.create_table(
        "case_tag",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("tag", sa.String(20), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_case_tag_by_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_case_tag_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_tag")),
        sa.UniqueConstraint("petition_id", "tag", name=op.f("uq_case_tag_petition_id_tag")),
    )
    op.create_index("ix_case_tag_tag", "case_tag", ["tag"], unique=False)
    op.create_table(
        "advice",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_in", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("suggestion", sa.String(24), nullable=True),
        sa.Column("ground", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("other_agency_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.CheckConstraint("(answered_at IS NULL) = (suggestion IS NULL)", name=op.f("ck_advice_answered_suggests")),
        sa.CheckConstraint("answered_at IS NULL OR closed_at IS NOT NULL", name=op.f("ck_advice_answered_is_closed")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_advice_agency_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_advice_answered_by_id")),
        sa.ForeignKeyConstraint(["asked_in"], ["transition.id"], name=op.f("fk_advice_asked_in")),
        sa.ForeignKeyConstraint(["other_agency_id"], ["agency.id"], name=op.f("fk_advice_other_agency_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_advice_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice")),
    )
    op.create_index(op.f("ix_advice_agency_id"), "advice", ["agency_id"], unique=False)
    op.create_index(op.f("ix_advice_petition_id"), "advice", ["petition_id"], unique=False)
    op.create_index("uq_advice_open", "advice", ["petition_id", "agency_id"], unique=True, postgresql_where=sa.text("closed_at IS NULL"))
    op.add_column("membership", sa.Column("is_head", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_check_constraint(op.f("ck_membership_head_is_officer"), "membership", "role = 'officer' OR NOT is_head")
    op.add_column("petition", sa.Column("revises_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_petition_revises_id"), "petition", "petition", ["revises_id"], ["id"])
    op.execute("UPDATE petition SET revises_id = draft.revises_id FROM draft WHERE draft.submitted_as_id = petition.id")


def downgrade() -> None:
    # What the earlier code does not know cannot stay in the ledger.
    op.drop_table("advice")
    op.execute("DELETE FROM digest_item USING transition WHERE transition_id = transition.id AND move IN ('consult', 'advise')")
    op.execute("DELETE FROM transition WHERE move IN ('consult', 'advise')")
    op.drop_constraint(op.f("fk_petition_revises_id"), "petition", type_="foreignkey")
    op.drop_column("petition", "revises_id")
    op.drop_constraint(op.f("ck_membership_head_is_officer"), "membership", type_="check")
    op.drop_column("membership", "is_head")
    for table in ("case_tag", "case_note", "case_hold", "muted_alert", "saved_view"):
        op.drop_table(table)
