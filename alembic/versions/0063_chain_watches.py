"""How each chain is watched: where its node stood when it was asked last, and what is wrong."""

from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("""
        CREATE TABLE chain_watches (
            chain_id bigint CONSTRAINT pk_chain_watches PRIMARY KEY,
            head bigint,
            answered_at timestamptz,
            events_per_s double precision NOT NULL,
            trouble varchar NOT NULL,
            trouble_since timestamptz,
            said_at timestamptz NOT NULL
        )
    """)


def downgrade() -> None:
    """Go back."""
    op.drop_table("chain_watches")
