"""Hearing"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rating",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("nullifier", sa.LargeBinary(length=32), nullable=False),
        sa.Column("addressed", sa.SmallInteger(), nullable=False),
        sa.Column("agrees", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("addressed BETWEEN 1 AND 5", name=op.f("ck_rating_addressed_on_scale")),
        sa.CheckConstraint("agrees BETWEEN 1 AND 5", name=op.f("ck_rating_agrees_on_scale")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_rating_petition_id")),
        sa.PrimaryKeyConstraint("petition_id", "nullifier", name=op.f("pk_rating")),
    )
    op.create_table(
        "survey_answer",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("ballot", sa.LargeBinary(length=32), nullable=False),
        sa.Column("answered", sa.SmallInteger(), nullable=False),
        sa.Column("understandable", sa.SmallInteger(), nullable=False),
        sa.Column("fair", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("answered BETWEEN 1 AND 5", name=op.f("ck_survey_answer_answered_on_scale")),
        sa.CheckConstraint("understandable BETWEEN 1 AND 5", name=op.f("ck_survey_answer_understandable_on_scale")),
        sa.CheckConstraint("fair BETWEEN 1 AND 5", name=op.f("ck_survey_answer_fair_on_scale")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_survey_answer_petition_id")),
        sa.PrimaryKeyConstraint("petition_id", "ballot", name=op.f("pk_survey_answer")),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("seats", sa.SmallInteger(), nullable=False),
        sa.Column("sign_up_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("seed_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pool", sa.BigInteger(), nullable=False),
        sa.Column("pool_sha256", sa.String(length=64), nullable=False),
        sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("minutes_url", sa.String(length=500), nullable=False),
        sa.Column("video_url", sa.String(length=500), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("guests", sa.BigInteger(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(seats > 0) = (sign_up_until IS NOT NULL)", name=op.f("ck_meeting_seats_have_deadline")),
        sa.CheckConstraint("starts_at IS NOT NULL OR held_on IS NOT NULL", name=op.f("ck_meeting_has_a_day")),
        sa.CheckConstraint("(recorded_at IS NULL) = (held_on IS NULL)", name=op.f("ck_meeting_record_has_day")),
        sa.CheckConstraint("(drawn_at IS NULL) = (seed = '')", name=op.f("ck_meeting_seed_shown_when_drawn")),
        sa.CheckConstraint("called_off_at IS NULL OR recorded_at IS NULL", name=op.f("ck_meeting_not_held_if_called_off")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_meeting_agency_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_meeting_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_petition_id"), "meeting", ["petition_id"], unique=False)
    undrawn = sa.text("drawn_at IS NULL AND called_off_at IS NULL")
    op.create_index("ix_meeting_undrawn", "meeting", ["sign_up_until"], unique=False, postgresql_where=undrawn)
    op.create_table(
        "lot",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("nullifier", sa.LargeBinary(length=32), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(24), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("rank", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reply_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("may_name", sa.Boolean(), nullable=False),
        sa.Column("may_record", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_lot_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("meeting_id", "nullifier", name=op.f("uq_lot_meeting_id_nullifier")),
        sa.UniqueConstraint("meeting_id", "rank", name=op.f("uq_lot_meeting_id_rank")),
    )
    untold = sa.text("state = 'invited' AND told_at IS NULL")
    op.create_index("ix_lot_untold", "lot", ["id"], unique=False, postgresql_where=untold)
    op.create_index("ix_lot_reply_until", "lot", ["reply_until"], unique=False, postgresql_where=sa.text("state = 'invited'"))
    op.add_column("message", sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
    for move in ("reply", "survey"):
        op.create_index(f"uq_transition_{move}", "transition", ["petition_id"], unique=True, postgresql_where=sa.text(f"move = '{move}'"))


def downgrade() -> None:
    for move in ("survey", "reply"):
        op.drop_index(f"uq_transition_{move}", table_name="transition", postgresql_where=sa.text(f"move = '{move}'"))
    op.drop_column("message", "read_at")
    op.drop_index("ix_lot_reply_until", table_name="lot", postgresql_where=sa.text("state = 'invited'"))
    op.drop_index("ix_lot_untold", table_name="lot", postgresql_where=sa.text("state = 'invited' AND told_at IS NULL"))
    op.drop_table("lot")
    op.drop_index("ix_meeting_undrawn", table_name="meeting", postgresql_where=sa.text("drawn_at IS NULL AND called_off_at IS NULL"))
    op.drop_index(op.f("ix_meeting_petition_id"), table_name="meeting")
    op.drop_table("meeting")
    op.drop_table("survey_answer")
    op.drop_table("rating")
