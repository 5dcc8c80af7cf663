"""Sessions that nobody can have travelled to."""

from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("ALTER TABLE sessions ADD COLUMN flagged_at timestamptz")


def downgrade() -> None:
    """Go back."""
    op.drop_column("sessions", "flagged_at")
