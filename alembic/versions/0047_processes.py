"""Which processes of ours run."""

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

FORWARD = (
    """
    CREATE TABLE processes (
        id uuid NOT NULL CONSTRAINT pk_processes PRIMARY KEY,
        part varchar NOT NULL,
        host varchar NOT NULL,
        pid integer NOT NULL,
        version varchar NOT NULL,
        started_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_processes_seen_at ON processes (seen_at)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_table("processes")
