"""How people want times and prices shown."""

from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("ALTER TABLE users ADD COLUMN time_zone varchar NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE users ADD COLUMN currency varchar NOT NULL DEFAULT ''")


def downgrade() -> None:
    """Go back."""
    op.drop_column("users", "currency")
    op.drop_column("users", "time_zone")
