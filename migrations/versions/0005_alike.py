"""Alike"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "petition_link",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("first_id", sa.BigInteger(), nullable=False),
        sa.Column("second_id", sa.BigInteger(), nullable=False),
        sa.Column("relation", sa.String(24), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_petition_link_in_order")),
        sa.ForeignKeyConstraint(["first_id"], ["petition.id"], name=op.f("fk_petition_link_first_id")),
        sa.ForeignKeyConstraint(["second_id"], ["petition.id"], name=op.f("fk_petition_link_second_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_petition_link_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition_link")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_petition_link_first_id_second_id")),
    )
    op.create_index("ix_petition_link_second_id", "petition_link", ["second_id"], unique=False)
    op.create_table(
        "merge_offer",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("into_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("into_consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_as", sa.String(24), nullable=True),
        sa.CheckConstraint("from_id <> into_id", name=op.f("ck_merge_offer_two_petitions")),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_as IS NULL)", name=op.f("ck_merge_offer_settled_as_something")),
        sa.CheckConstraint(
            "settled_as IS DISTINCT FROM 'merged' OR num_nonnulls(from_consented_at, into_consented_at) = 2",
            name=op.f("ck_merge_offer_merged_by_consent"),
        ),
        sa.ForeignKeyConstraint(["from_id"], ["petition.id"], name=op.f("fk_merge_offer_from_id")),
        sa.ForeignKeyConstraint(["into_id"], ["petition.id"], name=op.f("fk_merge_offer_into_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_merge_offer_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_offer")),
    )
    op.create_index("uq_merge_offer_open", "merge_offer", ["from_id"], unique=True, postgresql_where=sa.text("settled_at IS NULL"))
    op.create_index("uq_merge_offer_merged", "merge_offer", ["from_id"], unique=True, postgresql_where=sa.text("settled_as = 'merged'"))
    op.create_index("ix_merge_offer_into_id", "merge_offer", ["into_id"], unique=False)
    op.add_column("endorsement", sa.Column("moved_from_id", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_endorsement_moved",
        "endorsement",
        ["petition_id", "moved_from_id"],
        unique=False,
        postgresql_where=sa.text("moved_from_id IS NOT NULL"),
    )
    op.create_index(
        "ix_petition_subject", "petition", [sa.text("ts_filter(words, '{a,b}'::\"char\"[])")], unique=False, postgresql_using="gin"
    )


def downgrade() -> None:
    op.drop_index("ix_petition_subject", table_name="petition")
    op.drop_index("ix_endorsement_moved", table_name="endorsement")
    op.drop_column("endorsement", "moved_from_id")
    op.drop_table("merge_offer")
    op.drop_table("petition_link")
