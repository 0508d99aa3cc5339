"""Face"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
    op.add_column("endorsement", sa.Column("county", sa.String(24), nullable=True))
    op.add_column("endorsement", sa.Column("source", sa.String(24), nullable=True))


def downgrade() -> None:
    op.drop_column("endorsement", "source")
    op.drop_column("endorsement", "county")
    op.drop_index("ix_petition_update_at", table_name="petition_update")
    op.drop_table("petition_update")
    op.drop_table("endorsement_source")
    op.drop_table("endorsement_county")
