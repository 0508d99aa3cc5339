"""Face"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "errand",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("fault_facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(agreed_at IS NULL) = (next_at IS NULL)", name=op.f("ck_errand_agreed_is_due")),
        sa.CheckConstraint("num_nonnulls(finished_at, failed_at) <= 1", name=op.f("ck_errand_ends_once")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_errand_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errand")),
        sa.UniqueConstraint("key", name=op.f("uq_errand_key")),
    )
    op.create_index(op.f("ix_errand_by_id"), "errand", ["by_id"], unique=False)
    op.create_index(
        "ix_errand_next", "errand", ["next_at"], unique=False, postgresql_where=sa.text("finished_at IS NULL AND failed_at IS NULL")
    )
    op.create_index(
        "uq_errand_open", "errand", ["by_id", "kind"], unique=True, postgresql_where=sa.text("finished_at IS NULL AND failed_at IS NULL")
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("lane", sa.String(24), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(role = 'officer') = (agency_id IS NOT NULL)", name=op.f("ck_comment_officer_has_agency")),
        sa.CheckConstraint(
            "CASE role WHEN 'officer' THEN parent_id IS NOT NULL WHEN 'citizen' THEN parent_id IS NULL ELSE true END",
            name=op.f("ck_comment_who_replies"),
        ),
        sa.CheckConstraint("deleted_at IS NULL OR text = ''", name=op.f("ck_comment_deleted_is_blank")),
        sa.CheckConstraint("role IN ('citizen', 'proposer', 'officer')", name=op.f("ck_comment_role_discusses")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_comment_agency_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_comment_author_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["comment.id"], name=op.f("fk_comment_parent_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_comment_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index("ix_comment_author", "comment", ["author_id", "petition_id", "at"], unique=False)
    op.create_index("ix_comment_lane", "comment", ["petition_id", "lane", "at"], unique=False)
    op.create_index(op.f("ix_comment_parent_id"), "comment", ["parent_id"], unique=False)
    op.create_table(
        "endorsement_county",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("county", sa.String(24), nullable=False),
        sa.Column("endorsed", sa.BigInteger(), nullable=False),
        sa.Column("taken_back", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_endorsement_county_petition_id")),
        sa.PrimaryKeyConstraint("petition_id", "county", name=op.f("pk_endorsement_county")),
    )
    op.create_table(
        "endorsement_source",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(24), nullable=False),
        sa.Column("endorsed", sa.BigInteger(), nullable=False),
        sa.Column("taken_back", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_endorsement_source_petition_id")),
        sa.PrimaryKeyConstraint("petition_id", "source", name=op.f("pk_endorsement_source")),
    )
    op.create_table(
        "errand_file",
        sa.Column("errand_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["errand_id"], ["errand.id"], name=op.f("fk_errand_file_errand_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("errand_id", name=op.f("pk_errand_file")),
    )
    op.create_table(
        "errand_piece",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("errand_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["errand_id"], ["errand.id"], name=op.f("fk_errand_piece_errand_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errand_piece")),
    )
    op.create_index(op.f("ix_errand_piece_errand_id"), "errand_piece", ["errand_id"], unique=False)
    op.create_table(
        "petition_update",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("removed_ground", sa.String(24), nullable=True),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_petition_update_petition_id")),
        sa.ForeignKeyConstraint(["removed_by_id"], ["person.id"], name=op.f("fk_petition_update_removed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition_update")),
        sa.UniqueConstraint("petition_id", "key", name=op.f("uq_petition_update_petition_id_key")),
    )
    op.create_index("ix_petition_update_at", "petition_update", ["at"], unique=False)
    op.create_table(
        "comment_decision",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(24), nullable=False),
        sa.Column("ground", sa.String(24), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(verdict = 'removed') = (ground IS NOT NULL)", name=op.f("ck_comment_decision_removal_has_ground")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_comment_decision_by_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_decision_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_decision")),
    )
    op.create_index(op.f("ix_comment_decision_comment_id"), "comment_decision", ["comment_id"], unique=False)
    op.create_index(
        "ix_comment_decision_unannounced",
        "comment_decision",
        ["at"],
        unique=False,
        postgresql_where=sa.text("announced_at IS NULL AND verdict = 'removed'"),
    )
    op.create_index(
        "uq_comment_decision_removed", "comment_decision", ["comment_id"], unique=True, postgresql_where=sa.text("verdict = 'removed'")
    )
    op.create_table(
        "comment_vote",
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("nullifier", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_vote_comment_id")),
        sa.PrimaryKeyConstraint("comment_id", "nullifier", name=op.f("pk_comment_vote")),
    )
    op.create_table(
        "digest_item",
        sa.Column("follower_id", sa.BigInteger(), nullable=False),
        sa.Column("transition_id", sa.BigInteger(), nullable=False),
        sa.Column("letter", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["follower_id"], ["notice_address.id"], name=op.f("fk_digest_item_follower_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["transition_id"], ["transition.id"], name=op.f("fk_digest_item_transition_id")),
        sa.PrimaryKeyConstraint("follower_id", "transition_id", name=op.f("pk_digest_item")),
    )
    op.create_table(
        "comment_report",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("nullifier", sa.LargeBinary(length=32), nullable=False),
        sa.Column("ground", sa.String(24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_report_comment_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["comment_decision.id"], name=op.f("fk_comment_report_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_report")),
        sa.UniqueConstraint("comment_id", "nullifier", name=op.f("uq_comment_report_comment_id_nullifier")),
    )
    op.create_index(
        "ix_comment_report_open", "comment_report", ["comment_id", "at"], unique=False, postgresql_where=sa.text("decision_id IS NULL")
    )
    op.add_column(
        "draft", sa.Column("written_by", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False)
    )
    op.add_column("endorsement", sa.Column("county", sa.String(24), nullable=True))
    op.add_column("endorsement", sa.Column("source", sa.String(24), nullable=True))
    op.create_index("ix_letter_event", "letter", ["key"], unique=False, postgresql_ops={"key": "text_pattern_ops"})
    op.add_column("notice_address", sa.Column("frequency", sa.String(24), server_default="at_once", nullable=False))
    op.create_index(
        "ix_notice_address_followers", "notice_address", ["petition_id"], unique=False, postgresql_where=sa.text("kind = 'follower'")
    )
    op.add_column("person", sa.Column("follow_frequency", sa.String(24), server_default="at_once", nullable=False))


def downgrade() -> None:
    op.drop_column("person", "follow_frequency")
    op.drop_index("ix_notice_address_followers", table_name="notice_address", postgresql_where=sa.text("kind = 'follower'"))
    op.drop_column("notice_address", "frequency")
    op.drop_index("ix_letter_event", table_name="letter", postgresql_ops={"key": "text_pattern_ops"})
    op.drop_column("endorsement", "source")
    op.drop_column("endorsement", "county")
    op.drop_column("draft", "written_by")
    op.drop_index("ix_comment_report_open", table_name="comment_report", postgresql_where=sa.text("decision_id IS NULL"))
    op.drop_table("comment_report")
    op.drop_table("digest_item")
    op.drop_table("comment_vote")
    op.drop_index("uq_comment_decision_removed", table_name="comment_decision", postgresql_where=sa.text("verdict = 'removed'"))
    op.drop_index(
        "ix_comment_decision_unannounced",
        table_name="comment_decision",
        postgresql_where=sa.text("announced_at IS NULL AND verdict = 'removed'"),
    )
    op.drop_index(op.f("ix_comment_decision_comment_id"), table_name="comment_decision")
    op.drop_table("comment_decision")
    op.drop_index("ix_petition_update_at", table_name="petition_update")
    op.drop_table("petition_update")
    op.drop_index(op.f("ix_errand_piece_errand_id"), table_name="errand_piece")
    op.drop_table("errand_piece")
    op.drop_table("errand_file")
    op.drop_table("endorsement_source")
    op.drop_table("endorsement_county")
    op.drop_index(op.f("ix_comment_parent_id"), table_name="comment")
    op.drop_index("ix_comment_lane", table_name="comment")
    op.drop_index("ix_comment_author", table_name="comment")
    op.drop_table("comment")
    op.drop_index("uq_errand_open", table_name="errand", postgresql_where=sa.text("finished_at IS NULL AND failed_at IS NULL"))
    op.drop_index("ix_errand_next", table_name="errand", postgresql_where=sa.text("finished_at IS NULL AND failed_at IS NULL"))
    op.drop_index(op.f("ix_errand_by_id"), table_name="errand")
    op.drop_table("errand")
