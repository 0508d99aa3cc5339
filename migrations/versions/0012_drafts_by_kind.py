"""Keep the draft of a final answer and that of a correction apart: one petition may have both."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answer_draft", sa.Column("kind", sa.String(24), nullable=True))
    op.execute("UPDATE answer_draft SET kind = coalesce(content->>'kind', 'answer')")
    op.alter_column("answer_draft", "kind", nullable=False)
    op.drop_constraint("pk_answer_draft", "answer_draft")
    op.create_primary_key("pk_answer_draft", "answer_draft", ["petition_id", "kind"])


def downgrade() -> None:
    op.execute(
        "DELETE FROM answer_draft WHERE kind = 'correction' AND petition_id IN (SELECT petition_id FROM answer_draft WHERE kind = 'answer')"
    )
    op.drop_constraint("pk_answer_draft", "answer_draft")
    op.drop_column("answer_draft", "kind")
    op.create_primary_key("pk_answer_draft", "answer_draft", ["petition_id"])
