"""When changed tickets were first sold: reports count them on that day."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("ALTER TABLE order_changes ADD COLUMN sold_at timestamptz")


def downgrade() -> None:
    """Go back."""
    op.execute("ALTER TABLE order_changes DROP COLUMN sold_at")
