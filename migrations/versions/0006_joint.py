"""Joint"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("stays", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fate", sa.String(24), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_handover_by_id")),
        sa.ForeignKeyConstraint(["from_id"], ["agency.id"], name=op.f("fk_handover_from_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_handover_petition_id")),
        sa.ForeignKeyConstraint(["to_id"], ["agency.id"], name=op.f("fk_handover_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_petition_id"), "handover", ["petition_id"], unique=False)
    op.create_index(op.f("ix_handover_to_id"), "handover", ["to_id"], unique=False)
    op.create_index("uq_handover_open", "handover", ["petition_id"], unique=True, postgresql_where=sa.text("fate IS NULL"))
    op.add_column("agency", sa.Column("two_person_publishing", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("membership", sa.Column("may_approve", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.create_table(
        "deputy",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("deputy_id", sa.BigInteger(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("deputy_id <> person_id", name=op.f("ck_deputy_somebody_else")),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_deputy_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_deputy_deputy_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deputy_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    op.create_index(op.f("ix_deputy_person_id"), "deputy", ["person_id"], unique=False)
    op.create_index(op.f("ix_deputy_deputy_id"), "deputy", ["deputy_id"], unique=False)
    op.create_index(
        "uq_deputy_live",
        "deputy",
        ["person_id", "deputy_id", "first_on", "last_on"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "docket_entry",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("to_agency_id", sa.BigInteger(), nullable=True),
        sa.Column("to_person_id", sa.BigInteger(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_docket_entry_agency_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_docket_entry_by_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_docket_entry_petition_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_docket_entry_to_agency_id")),
        sa.ForeignKeyConstraint(["to_person_id"], ["person.id"], name=op.f("fk_docket_entry_to_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docket_entry")),
    )
    op.create_index(op.f("ix_docket_entry_petition_id"), "docket_entry", ["petition_id"], unique=False)
    op.create_index("ix_docket_entry_unannounced", "docket_entry", ["at"], unique=False, postgresql_where=sa.text("announced_at IS NULL"))
    op.create_table(
        "submission",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.SmallInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("written_by_id", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(24), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_submission_agency_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_submission_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_submission_decided_by_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_submission_petition_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_submission_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("petition_id", "agency_id", "no", name=op.f("uq_submission_petition_id_agency_id_no")),
    )
    op.create_index(
        "uq_submission_open", "submission", ["petition_id", "agency_id"], unique=True, postgresql_where=sa.text("verdict IS NULL")
    )
    op.create_table(
        "part_request",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_no", sa.SmallInteger(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_part_request_agency_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_part_request_asked_by_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["agency.id"], name=op.f("fk_part_request_lead_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_part_request_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_request")),
    )
    op.create_index(op.f("ix_part_request_agency_id"), "part_request", ["agency_id"], unique=False)
    op.create_index(
        "uq_part_request_live",
        "part_request",
        ["petition_id", "agency_id", "demand_no"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "part_version",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_part_version_by_id")),
        sa.ForeignKeyConstraint(["request_id"], ["part_request.id"], name=op.f("fk_part_version_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_version")),
        sa.UniqueConstraint("request_id", "no", name=op.f("uq_part_version_request_id_no")),
    )
    op.create_table(
        "response_part",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("response_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_no", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_response_part_agency_id")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_response_part_response_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_part")),
    )
    op.create_index(op.f("ix_response_part_response_id"), "response_part", ["response_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_response_part_response_id"), table_name="response_part")
    op.drop_table("response_part")
    op.drop_table("part_version")
    op.drop_index("uq_part_request_live", table_name="part_request", postgresql_where=sa.text("ended_at IS NULL"))
    op.drop_index(op.f("ix_part_request_agency_id"), table_name="part_request")
    op.drop_table("part_request")
    op.drop_index("uq_submission_open", table_name="submission", postgresql_where=sa.text("verdict IS NULL"))
    op.drop_table("submission")
    op.drop_index("ix_docket_entry_unannounced", table_name="docket_entry", postgresql_where=sa.text("announced_at IS NULL"))
    op.drop_index(op.f("ix_docket_entry_petition_id"), table_name="docket_entry")
    op.drop_table("docket_entry")
    op.drop_index("uq_deputy_live", table_name="deputy", postgresql_where=sa.text("ended_at IS NULL"))
    op.drop_index(op.f("ix_deputy_deputy_id"), table_name="deputy")
    op.drop_index(op.f("ix_deputy_person_id"), table_name="deputy")
    op.drop_table("deputy")
    op.drop_column("membership", "may_approve")
    op.drop_column("agency", "two_person_publishing")
    op.drop_index("uq_handover_open", table_name="handover", postgresql_where=sa.text("fate IS NULL"))
    op.drop_index(op.f("ix_handover_to_id"), table_name="handover")
    op.drop_index(op.f("ix_handover_petition_id"), table_name="handover")
    op.drop_table("handover")
