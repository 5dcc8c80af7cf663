"""What mailed links know, and where sessions came from."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

FORWARD = (
    "ALTER TABLE email_links ADD COLUMN details jsonb NOT NULL DEFAULT '{}'",
    "ALTER TABLE sessions ADD COLUMN place varchar NOT NULL DEFAULT ''",
    "ALTER TABLE sessions ADD COLUMN proved_at timestamptz NOT NULL DEFAULT now()",
    "UPDATE sessions SET proved_at = created_at",
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_column("sessions", "proved_at")
    op.drop_column("sessions", "place")
    op.drop_column("email_links", "details")
