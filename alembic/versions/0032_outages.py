"""More time for orders whose payment service is down, and what a gateway was asked at first."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

COLUMNS = """
ALTER TABLE orders ADD extended_at timestamptz;
CREATE INDEX ix_orders_extended ON orders (extended_at)
    WHERE state = 'placed' AND extended_at IS NOT NULL;
ALTER TABLE payments ADD asked_until timestamptz;
UPDATE payments SET asked_until = expires_at;
ALTER TABLE payments ALTER asked_until SET NOT NULL;
"""
UNDO = """
ALTER TABLE payments DROP asked_until;
DROP INDEX ix_orders_extended;
ALTER TABLE orders DROP extended_at;
"""


def upgrade() -> None:
    """Go forward."""
    run_script(COLUMNS)


def downgrade() -> None:
    """Go back."""
    run_script(UNDO)


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
