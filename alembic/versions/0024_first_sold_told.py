"""When the tickets of changes that are known already were first sold."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

FIRST_SOLD = """
WITH RECURSIVE first AS (
    SELECT c.order_id, o.paid_at AS sold_at, c.from_order_id
    FROM order_changes c JOIN orders o ON o.id = c.from_order_id
    UNION ALL
    SELECT f.order_id, o.paid_at, c.from_order_id
    FROM first f JOIN order_changes c ON c.order_id = f.from_order_id
    JOIN orders o ON o.id = c.from_order_id
)
UPDATE order_changes c SET sold_at = f.sold_at
FROM (SELECT order_id, min(sold_at) AS sold_at FROM first GROUP BY order_id) f
WHERE f.order_id = c.order_id AND c.sold_at IS NULL
"""


def upgrade() -> None:
    """Go forward."""
    op.execute(FIRST_SOLD)


def downgrade() -> None:
    """Go back."""
