"""Answer"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Until now a promise was the same one through all versions of an answer when it had the same number.
BEGIN_COMMITMENTS = """
INSERT INTO commitment (petition_id, agency_id, state, since, due_on, first_due_on, no)
SELECT DISTINCT ON (r.petition_id, p.no) r.petition_id, r.agency_id, 'promised', f.published_at, p.due_on, f.due_on, p.no
FROM promise p JOIN response r ON r.id = p.response_id
JOIN LATERAL (
    SELECT fr.published_at, fp.due_on FROM promise fp JOIN response fr ON fr.id = fp.response_id
    WHERE fr.petition_id = r.petition_id AND fp.no = p.no ORDER BY fr.version LIMIT 1
) f ON true
ORDER BY r.petition_id, p.no, r.version DESC
"""
JOIN_THEM = """
UPDATE promise SET commitment_id = c.id FROM commitment c, response r
WHERE r.id = promise.response_id AND c.petition_id = r.petition_id AND c.no = promise.no
"""


def upgrade() -> None:
    op.add_column("reply", sa.Column("existing_policy", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    _commitments()
    _attachments()


def _commitments() -> None:
    op.create_table(
        "commitment",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("no", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_commitment_agency_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_commitment_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    op.create_index(op.f("ix_commitment_petition_id"), "commitment", ["petition_id"], unique=False)
    op.create_index(op.f("ix_commitment_agency_id"), "commitment", ["agency_id"], unique=False)
    op.create_index(
        "ix_commitment_open", "commitment", ["due_on"], unique=False, postgresql_where=sa.text("state IN ('promised', 'started')")
    )
    op.add_column("promise", sa.Column("unit", sa.String(length=100), server_default="", nullable=False))
    op.add_column("promise", sa.Column("proof_url", sa.String(length=500), server_default="", nullable=False))
    op.add_column("promise", sa.Column("commitment_id", sa.BigInteger(), nullable=True))
    op.execute(BEGIN_COMMITMENTS)
    op.execute(JOIN_THEM)
    op.drop_column("commitment", "no")
    op.alter_column("promise", "commitment_id", nullable=False)
    op.create_foreign_key(op.f("fk_promise_commitment_id"), "promise", "commitment", ["commitment_id"], ["id"])
    op.create_unique_constraint(op.f("uq_promise_commitment_id_response_id"), "promise", ["commitment_id", "response_id"])


def _attachments() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("alternative", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_attachment_added_by_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_attachment_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("key", name=op.f("uq_attachment_key")),
    )
    op.create_index(op.f("ix_attachment_petition_id"), "attachment", ["petition_id"], unique=False)
    op.create_table(
        "attachment_piece",
        sa.Column("attachment_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.SmallInteger(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_attachment_piece_attachment_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("attachment_id", "no", name=op.f("pk_attachment_piece")),
    )
    op.create_table(
        "response_attachment",
        sa.Column("response_id", sa.BigInteger(), nullable=False),
        sa.Column("attachment_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_response_attachment_attachment_id")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_response_attachment_response_id")),
        sa.PrimaryKeyConstraint("response_id", "attachment_id", name=op.f("pk_response_attachment")),
    )
    op.create_index(op.f("ix_response_attachment_attachment_id"), "response_attachment", ["attachment_id"], unique=False)


def downgrade() -> None:
    op.drop_table("response_attachment")
    op.drop_table("attachment_piece")
    op.drop_table("attachment")
    op.drop_constraint(op.f("uq_promise_commitment_id_response_id"), "promise")
    op.drop_column("promise", "commitment_id")
    op.drop_column("promise", "proof_url")
    op.drop_column("promise", "unit")
    op.drop_table("commitment")
    op.drop_column("reply", "existing_policy")
