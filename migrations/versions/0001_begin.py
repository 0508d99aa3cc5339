"""Begin"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.kernel.db import TransactionId

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name_zh", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=160), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["agency.id"], name=op.f("fk_agency_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_index(op.f("ix_agency_parent_id"), "agency", ["parent_id"], unique=False)
    op.create_table(
        "beat",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("post", sa.String(24), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_beat")),
    )
    op.create_table(
        "endorsement",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("person_nullifier", sa.LargeBinary(length=32), nullable=False),
        sa.Column("phone_nullifier", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("xid", TransactionId(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_xid", TransactionId(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsement")),
    )
    op.create_index(
        "ix_endorsement_taken_back_xid",
        "endorsement",
        ["taken_back_xid"],
        unique=False,
        postgresql_where=sa.text("taken_back_xid IS NOT NULL"),
    )
    op.create_index("ix_endorsement_xid", "endorsement", ["xid"], unique=False)
    op.create_index(
        "uq_endorsement_person",
        "endorsement",
        ["petition_id", "person_nullifier"],
        unique=True,
        postgresql_where=sa.text("taken_back_at IS NULL"),
    )
    op.create_index(
        "uq_endorsement_phone",
        "endorsement",
        ["petition_id", "phone_nullifier"],
        unique=True,
        postgresql_where=sa.text("taken_back_at IS NULL"),
    )
    op.create_table(
        "journey",
        sa.Column("id", sa.SmallInteger(), nullable=False),
        sa.Column("offset", sa.Interval(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journey")),
    )
    op.create_table(
        "kept_form",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("form_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_form")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(24), nullable=False),
        sa.Column("to_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("to_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("private_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(sent_at, failed_at, cancelled_at) = (to_sealed IS NULL)::int", name=op.f("ck_letter_done_keeps_no_address")
        ),
        sa.CheckConstraint("to_sealed IS NOT NULL OR private_sealed IS NULL", name=op.f("ck_letter_done_keeps_nothing_private")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("key", name=op.f("uq_letter_key")),
    )
    op.create_index("ix_letter_failed", "letter", ["failed_at"], unique=False, postgresql_where=sa.text("failed_at IS NOT NULL"))
    op.create_index(
        "ix_letter_unsent", "letter", ["channel", "urgent", "next_try_at"], unique=False, postgresql_where=sa.text("to_sealed IS NOT NULL")
    )
    op.create_table(
        "notice_address",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(24), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_address")),
        sa.UniqueConstraint("petition_id", "address_hash", "kind", name=op.f("uq_notice_address_petition_id_address_hash_kind")),
    )
    op.create_table(
        "number_counter",
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_number_counter")),
    )
    op.create_table(
        "office_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_office_day")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("nickname", sa.String(length=30), nullable=False),
        sa.Column("language", sa.String(24), nullable=False),
        sa.Column("email_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("phone_seat", sa.SmallInteger(), nullable=True),
        sa.Column("eligibility", sa.String(24), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(email_hash IS NULL) = (email_sealed IS NULL)", name=op.f("ck_person_email_is_sealed")),
        sa.CheckConstraint("(phone_hash IS NULL) = (phone_seat IS NULL)", name=op.f("ck_person_phone_has_seat")),
        sa.CheckConstraint(
            "verified_at IS NULL OR erased_at IS NOT NULL OR (email_hash IS NOT NULL AND phone_hash IS NOT NULL AND declared_at IS NOT NULL)",
            name=op.f("ck_person_verified_is_proved"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email_hash", name=op.f("uq_person_email_hash")),
        sa.UniqueConstraint("phone_hash", "phone_seat", name=op.f("uq_person_phone_hash_phone_seat")),
    )
    op.create_table(
        "sent_copy",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(24), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_copy")),
    )
    op.create_table(
        "tally_mark",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("xid", TransactionId(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_mark")),
    )
    op.create_table(
        "task_run",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("task", sa.String(length=40), nullable=False),
        sa.Column("period", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rung", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rung_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.String(length=80), server_default="", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_run")),
        sa.UniqueConstraint("task", "period", name=op.f("uq_task_run_task_period")),
    )
    op.create_index("ix_task_run_failed", "task_run", ["failed_at"], unique=False, postgresql_where=sa.text("failed_at IS NOT NULL"))
    op.create_index("ix_task_run_open", "task_run", ["task", "period"], unique=False, postgresql_where=sa.text("done_at IS NULL"))
    op.create_table(
        "authenticator",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("attempts_from", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_authenticator_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_authenticator")),
    )
    op.create_table(
        "challenge",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(24), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("purpose", sa.String(24), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_challenge_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
    )
    op.create_index("ix_challenge_address", "challenge", ["address_hash", "created_at"], unique=False)
    op.create_index(op.f("ix_challenge_person_id"), "challenge", ["person_id"], unique=False)
    op.create_index(
        "uq_challenge_live",
        "challenge",
        ["purpose", "address_hash"],
        unique=True,
        postgresql_where=sa.text("used_at IS NULL AND replaced_at IS NULL"),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(role = 'officer') = (agency_id IS NOT NULL)", name=op.f("ck_membership_officer_has_agency")),
        sa.CheckConstraint("role IN ('moderator', 'officer', 'admin')", name=op.f("ck_membership_role_serves")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_membership_agency_id")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["person.id"], name=op.f("fk_membership_invited_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_agency_id"), "membership", ["agency_id"], unique=False)
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_index("uq_membership_live", "membership", ["person_id", "role"], unique=True, postgresql_where=sa.text("ended_at IS NULL"))
    op.create_table(
        "petition",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(24), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("impact", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(24), nullable=False),
        sa.Column("difference", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("proposer_id", sa.BigInteger(), nullable=False),
        sa.Column("lead_undecided", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("endorse_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("endorse_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("endorse_threshold", sa.BigInteger(), nullable=False),
        sa.Column("established_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("respond_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("respond_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("responded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("follow_up_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("endorsements", sa.BigInteger(), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("stage <> 'follow_up' OR follow_up_due_at IS NOT NULL", name=op.f("ck_petition_follow_up_has_due")),
        sa.CheckConstraint("stage <> 'responding' OR respond_due_at IS NOT NULL", name=op.f("ck_petition_response_has_due")),
        sa.CheckConstraint("(admitted_at IS NULL) = (endorse_from IS NULL)", name=op.f("ck_petition_admitted_has_window")),
        sa.CheckConstraint("endorse_until > endorse_from", name=op.f("ck_petition_window_opens_first")),
        sa.CheckConstraint("endorsements >= 0", name=op.f("ck_petition_count_not_negative")),
        sa.ForeignKeyConstraint(["proposer_id"], ["person.id"], name=op.f("fk_petition_proposer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition")),
        sa.UniqueConstraint("number", name=op.f("uq_petition_number")),
    )
    op.create_index(
        "ix_petition_answer_due", "petition", ["respond_due_at"], unique=False, postgresql_where=sa.text("stage = 'responding'")
    )
    op.create_index("ix_petition_closing", "petition", ["endorse_until"], unique=False, postgresql_where=sa.text("stage = 'endorsing'"))
    op.create_index("ix_petition_inbox", "petition", ["review_due_at"], unique=False, postgresql_where=sa.text("stage = 'in_review'"))
    op.create_index(op.f("ix_petition_proposer_id"), "petition", ["proposer_id"], unique=False)
    op.create_index("ix_petition_stage", "petition", ["stage", "submitted_at"], unique=False)
    op.create_index("ix_petition_words", "petition", ["words"], unique=False, postgresql_using="gin")
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("person_id", "code_hash", name=op.f("uq_recovery_code_person_id_code_hash")),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("strong_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    op.create_index("ix_sign_in_live", "sign_in", ["person_id"], unique=False, postgresql_where=sa.text("ended_at IS NULL"))
    op.create_table(
        "answer_draft",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_answer_draft_petition_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["person.id"], name=op.f("fk_answer_draft_updated_by_id")),
        sa.PrimaryKeyConstraint("petition_id", name=op.f("pk_answer_draft")),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.String(24), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_assignment_agency_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_assignment_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("petition_id", "agency_id", name=op.f("uq_assignment_petition_id_agency_id")),
    )
    op.create_index(op.f("ix_assignment_agency_id"), "assignment", ["agency_id"], unique=False)
    op.create_table(
        "demand",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_demand_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand")),
        sa.UniqueConstraint("petition_id", "no", name=op.f("uq_demand_petition_id_no")),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("revises_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_as_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_draft_person_id")),
        sa.ForeignKeyConstraint(["revises_id"], ["petition.id"], name=op.f("fk_draft_revises_id")),
        sa.ForeignKeyConstraint(["submitted_as_id"], ["petition.id"], name=op.f("fk_draft_submitted_as_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_draft_person_id_key")),
        sa.UniqueConstraint("submitted_as_id", name=op.f("uq_draft_submitted_as_id")),
    )
    op.create_index(
        "ix_draft_open", "draft", ["person_id", "updated_at"], unique=False, postgresql_where=sa.text("submitted_as_id IS NULL")
    )
    op.create_table(
        "endorsement_hour",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("endorsed", sa.BigInteger(), nullable=False),
        sa.Column("taken_back", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_endorsement_hour_petition_id")),
        sa.PrimaryKeyConstraint("petition_id", "hour", name=op.f("pk_endorsement_hour")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.SmallInteger(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_evidence_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("petition_id", "no", name=op.f("uq_evidence_petition_id_no")),
    )
    op.create_table(
        "hide_proposal",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("ground", sa.String(24), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented", sa.Boolean(), nullable=True),
        sa.CheckConstraint("settled_by_id <> by_id", name=op.f("ck_hide_proposal_two_moderators")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_hide_proposal_by_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_hide_proposal_petition_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_hide_proposal_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hide_proposal")),
    )
    op.create_index("uq_hide_proposal_open", "hide_proposal", ["petition_id"], unique=True, postgresql_where=sa.text("settled_at IS NULL"))
    op.create_table(
        "message",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_message_agency_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_message_by_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_message_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_petition_id"), "message", ["petition_id"], unique=False)
    op.create_index("ix_message_unannounced", "message", ["at"], unique=False, postgresql_where=sa.text("announced_at IS NULL"))
    op.create_table(
        "notice_stop",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_notice_stop_petition_id")),
        sa.PrimaryKeyConstraint("petition_id", "address_hash", name=op.f("pk_notice_stop")),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("analysis", sa.Text(), nullable=False),
        sa.Column("consultations", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("correction", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.BigInteger(), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_response_agency_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_response_petition_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["person.id"], name=op.f("fk_response_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("petition_id", "version", name=op.f("uq_response_petition_id_version")),
    )
    op.create_table(
        "transition",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("move", sa.String(24), nullable=False),
        sa.Column("before", sa.String(24), nullable=True),
        sa.Column("after", sa.String(24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("announce_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_transition_by_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_transition_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transition")),
    )
    op.create_index(op.f("ix_transition_petition_id"), "transition", ["petition_id"], unique=False)
    op.create_index(
        "ix_transition_unannounced", "transition", ["announce_from"], unique=False, postgresql_where=sa.text("announced_at IS NULL")
    )
    op.create_index("uq_transition_reach", "transition", ["petition_id"], unique=True, postgresql_where=sa.text("move = 'reach'"))
    op.create_index("uq_transition_submit", "transition", ["petition_id"], unique=True, postgresql_where=sa.text("move = 'submit'"))
    op.create_table(
        "promise",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("response_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_promise_response_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sa.UniqueConstraint("response_id", "no", name=op.f("uq_promise_response_id_no")),
    )
    op.create_table(
        "reply",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("response_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_no", sa.SmallInteger(), nullable=False),
        sa.Column("outcome", sa.String(24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_reply_response_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("response_id", "demand_no", name=op.f("uq_reply_response_id_demand_no")),
    )


def downgrade() -> None:
    op.drop_table("reply")
    op.drop_table("promise")
    op.drop_index("uq_transition_submit", table_name="transition", postgresql_where=sa.text("move = 'submit'"))
    op.drop_index("uq_transition_reach", table_name="transition", postgresql_where=sa.text("move = 'reach'"))
    op.drop_index("ix_transition_unannounced", table_name="transition", postgresql_where=sa.text("announced_at IS NULL"))
    op.drop_index(op.f("ix_transition_petition_id"), table_name="transition")
    op.drop_table("transition")
    op.drop_table("response")
    op.drop_table("notice_stop")
    op.drop_index("ix_message_unannounced", table_name="message", postgresql_where=sa.text("announced_at IS NULL"))
    op.drop_index(op.f("ix_message_petition_id"), table_name="message")
    op.drop_table("message")
    op.drop_index("uq_hide_proposal_open", table_name="hide_proposal", postgresql_where=sa.text("settled_at IS NULL"))
    op.drop_table("hide_proposal")
    op.drop_table("evidence")
    op.drop_table("endorsement_hour")
    op.drop_index("ix_draft_open", table_name="draft", postgresql_where=sa.text("submitted_as_id IS NULL"))
    op.drop_table("draft")
    op.drop_table("demand")
    op.drop_index(op.f("ix_assignment_agency_id"), table_name="assignment")
    op.drop_table("assignment")
    op.drop_table("answer_draft")
    op.drop_index("ix_sign_in_live", table_name="sign_in", postgresql_where=sa.text("ended_at IS NULL"))
    op.drop_table("sign_in")
    op.drop_table("recovery_code")
    op.drop_index("ix_petition_words", table_name="petition", postgresql_using="gin")
    op.drop_index("ix_petition_stage", table_name="petition")
    op.drop_index(op.f("ix_petition_proposer_id"), table_name="petition")
    op.drop_index("ix_petition_inbox", table_name="petition", postgresql_where=sa.text("stage = 'in_review'"))
    op.drop_index("ix_petition_closing", table_name="petition", postgresql_where=sa.text("stage = 'endorsing'"))
    op.drop_index("ix_petition_answer_due", table_name="petition", postgresql_where=sa.text("stage = 'responding'"))
    op.drop_table("petition")
    op.drop_index("uq_membership_live", table_name="membership", postgresql_where=sa.text("ended_at IS NULL"))
    op.drop_index(op.f("ix_membership_person_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_agency_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index("uq_challenge_live", table_name="challenge", postgresql_where=sa.text("used_at IS NULL AND replaced_at IS NULL"))
    op.drop_index(op.f("ix_challenge_person_id"), table_name="challenge")
    op.drop_index("ix_challenge_address", table_name="challenge")
    op.drop_table("challenge")
    op.drop_table("authenticator")
    op.drop_index("ix_task_run_open", table_name="task_run", postgresql_where=sa.text("done_at IS NULL"))
    op.drop_index("ix_task_run_failed", table_name="task_run", postgresql_where=sa.text("failed_at IS NOT NULL"))
    op.drop_table("task_run")
    op.drop_table("tally_mark")
    op.drop_table("sent_copy")
    op.drop_table("person")
    op.drop_table("office_day")
    op.drop_table("number_counter")
    op.drop_table("notice_address")
    op.drop_index("ix_letter_unsent", table_name="letter", postgresql_where=sa.text("to_sealed IS NOT NULL"))
    op.drop_index("ix_letter_failed", table_name="letter", postgresql_where=sa.text("failed_at IS NOT NULL"))
    op.drop_table("letter")
    op.drop_table("kept_form")
    op.drop_table("journey")
    op.drop_index("uq_endorsement_phone", table_name="endorsement", postgresql_where=sa.text("taken_back_at IS NULL"))
    op.drop_index("uq_endorsement_person", table_name="endorsement", postgresql_where=sa.text("taken_back_at IS NULL"))
    op.drop_index("ix_endorsement_xid", table_name="endorsement")
    op.drop_index("ix_endorsement_taken_back_xid", table_name="endorsement", postgresql_where=sa.text("taken_back_xid IS NOT NULL"))
    op.drop_table("endorsement")
    op.drop_table("beat")
    op.drop_index(op.f("ix_agency_parent_id"), table_name="agency")
    op.drop_table("agency")
