"""Selling many orders in one transaction, and payments that remember when to be looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SELL_PLACES = """
DROP FUNCTION sell_places(uuid, uuid[], int[]);
CREATE FUNCTION sell_places(given uuid[], pool_ids uuid[], quantities int[]) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    sold_pools int;
BEGIN
    PERFORM 1 FROM pools p WHERE p.id = ANY (pool_ids) ORDER BY p.id FOR NO KEY UPDATE;
    WITH gone AS (
        DELETE FROM holds h WHERE h.hold_id = ANY (given) RETURNING h.pool_id, h.quantity
    ), held AS (
        SELECT g.pool_id, sum(g.quantity)::int AS quantity FROM gone g GROUP BY g.pool_id
    )
    UPDATE pools p SET held = p.held - coalesce(h.quantity, 0), sold = p.sold + w.quantity
    FROM unnest(pool_ids, quantities) AS w (pool_id, quantity)
    LEFT JOIN held h ON h.pool_id = w.pool_id
    WHERE p.id = w.pool_id
      AND p.sold + p.held - coalesce(h.quantity, 0) + w.quantity <= p.capacity;
    GET DIAGNOSTICS sold_pools = ROW_COUNT;
    RETURN sold_pools = cardinality(pool_ids);
END $$;
"""

SELL_PLACES_OF_ONE = """
DROP FUNCTION sell_places(uuid[], uuid[], int[]);
CREATE FUNCTION sell_places(given uuid, pool_ids uuid[], quantities int[]) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    sold_pools int;
BEGIN
    PERFORM 1 FROM pools p WHERE p.id = ANY (pool_ids) ORDER BY p.id FOR NO KEY UPDATE;
    WITH gone AS (
        DELETE FROM holds h WHERE h.hold_id = given RETURNING h.pool_id, h.quantity
    ), held AS (
        SELECT g.pool_id, sum(g.quantity)::int AS quantity FROM gone g GROUP BY g.pool_id
    )
    UPDATE pools p SET held = p.held - coalesce(h.quantity, 0), sold = p.sold + w.quantity
    FROM unnest(pool_ids, quantities) AS w (pool_id, quantity)
    LEFT JOIN held h ON h.pool_id = w.pool_id
    WHERE p.id = w.pool_id
      AND p.sold + p.held - coalesce(h.quantity, 0) + w.quantity <= p.capacity;
    GET DIAGNOSTICS sold_pools = ROW_COUNT;
    RETURN sold_pools = cardinality(pool_ids);
END $$;
"""


def upgrade() -> None:
    """Go forward."""
    run_script(SELL_PLACES)
    op.add_column("payments", sa.Column("look_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_payments_look", "payments", ["look_at"], postgresql_where=sa.text("look_at IS NOT NULL")
    )
    op.execute("UPDATE payments SET look_at = expires_at WHERE state = 'started'")


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_payments_look", "payments")
    op.drop_column("payments", "look_at")
    run_script(SELL_PLACES_OF_ONE)


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
