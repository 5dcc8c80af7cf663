"""Refunds of the sandbox that the buyer's bank sent back."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("ALTER TABLE sandbox.refunds ADD returned_at timestamptz")


def downgrade() -> None:
    """Go back."""
    op.execute("ALTER TABLE sandbox.refunds DROP returned_at")
