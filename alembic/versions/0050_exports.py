"""Copies of what there is of somebody."""

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

FORWARD = (
    """
    CREATE TABLE exports (
        id uuid NOT NULL CONSTRAINT pk_exports PRIMARY KEY,
        user_id uuid NOT NULL
            CONSTRAINT fk_exports_user_id_users REFERENCES users (id) ON DELETE CASCADE,
        state varchar NOT NULL,
        done integer NOT NULL,
        parts integer NOT NULL,
        size integer NOT NULL,
        asked_at timestamptz NOT NULL,
        ready_at timestamptz,
        expires_at timestamptz,
        CONSTRAINT ck_exports_state CHECK (state IN ('queued', 'running', 'ready', 'gone'))
    )
    """,
    "CREATE UNIQUE INDEX uq_exports_user ON exports (user_id)"
    " WHERE state IN ('queued', 'running')",
    "CREATE INDEX ix_exports_kept ON exports (expires_at) WHERE state = 'ready'",
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_table("exports")
