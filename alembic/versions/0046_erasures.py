"""People who ask to be forgotten."""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

FORWARD = (
    "ALTER TABLE users ADD COLUMN erased_at timestamptz",
    """
    CREATE TABLE erasures (
        id uuid NOT NULL CONSTRAINT pk_erasures PRIMARY KEY,
        user_id uuid,
        email varchar NOT NULL,
        locale varchar NOT NULL,
        state varchar NOT NULL,
        done jsonb NOT NULL,
        asked_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT ck_erasures_state
            CHECK (state IN ('asked', 'waiting', 'running', 'done', 'kept')),
        CONSTRAINT ck_erasures_ended
            CHECK ((ended_at IS NULL) = (state IN ('asked', 'waiting', 'running')))
    )
    """,
    "CREATE UNIQUE INDEX uq_erasures_email ON erasures (lower(email))"
    " WHERE state IN ('asked', 'waiting', 'running')",
    "CREATE INDEX ix_erasures_due ON erasures (due_at)"
    " WHERE state IN ('asked', 'waiting', 'running')",
    "CREATE INDEX ix_erasures_user ON erasures (user_id)",
)
BACK = ("DROP TABLE erasures", "ALTER TABLE users DROP COLUMN erased_at")


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for statement in BACK:
        op.execute(statement)
