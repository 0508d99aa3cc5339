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
    for move in ("reply", "survey"):
        op.create_index(f"uq_transition_{move}", "transition", ["petition_id"], unique=True, postgresql_where=sa.text(f"move = '{move}'"))


def downgrade() -> None:
    for move in ("survey", "reply"):
        op.drop_index(f"uq_transition_{move}", table_name="transition", postgresql_where=sa.text(f"move = '{move}'"))
    op.drop_table("survey_answer")
    op.drop_table("rating")
