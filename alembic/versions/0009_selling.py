"""Selling many orders in one transaction, and payments that remember when to be looked at."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PARTS = (
    "platform_fee_minor",
    "tax_added_minor",
    "gift_minor",
    "refunded_minor",
    "refunded_gift_minor",
)

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
    for table in ("orders", "order_lines"):
        for name in ("discount_minor", "tax_minor"):
            _add_minor(table, name)
    for name in PARTS:
        _add_minor("orders", name)
    op.execute("UPDATE orders SET platform_fee_minor = fee_minor WHERE fee_minor > 0")
    op.add_column(
        "orders", sa.Column("keeps_offers", sa.Boolean(), nullable=False, server_default="false")
    )
    op.alter_column("orders", "keeps_offers", server_default=None)
    op.add_column("orders", sa.Column("asked", postgresql.JSONB()))
    op.add_column("orders", sa.Column("quote", postgresql.JSONB()))
    op.drop_constraint(op.f("ck_orders_total"), "orders")
    op.create_check_constraint(
        op.f("ck_orders_total"),
        "orders",
        "total_minor = list_minor - discount_minor + fee_minor + tax_added_minor",
    )
    op.create_check_constraint(
        op.f("ck_orders_gift"), "orders", "gift_minor BETWEEN 0 AND total_minor"
    )
    op.create_check_constraint(
        op.f("ck_orders_refunded"),
        "orders",
        "refunded_minor BETWEEN refunded_gift_minor AND total_minor"
        " AND refunded_gift_minor BETWEEN 0 AND gift_minor",
    )
    op.execute(
        "UPDATE orders SET refunded_minor = total_minor WHERE state = 'cancelled'"
        " AND payment_id IS NOT NULL"
    )
    op.create_table(
        "order_refunds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("payment_refund_id", sa.Uuid()),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("gift_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("ticket_ids", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_order_refunds_amount")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_order_refunds_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_refund_id"], ["refunds.id"], name=op.f("fk_order_refunds_payment_refund_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_refunds")),
    )
    op.create_index(op.f("ix_order_refunds_order_id"), "order_refunds", ["order_id"])
    op.execute("UPDATE payments SET look_at = expires_at WHERE state = 'started'")


def downgrade() -> None:
    """Go back."""
    op.drop_table("order_refunds")
    for name in ("refunded", "gift", "total"):
        op.drop_constraint(op.f(f"ck_orders_{name}"), "orders")
    for name in ("quote", "asked", "keeps_offers", *PARTS):
        op.drop_column("orders", name)
    for table in ("orders", "order_lines"):
        for name in ("discount_minor", "tax_minor"):
            op.drop_column(table, name)
    op.create_check_constraint(op.f("ck_orders_total"), "orders", "total_minor = list_minor + fee_minor")
    op.drop_index("ix_payments_look", "payments")
    op.drop_column("payments", "look_at")
    run_script(SELL_PLACES_OF_ONE)


def _add_minor(table: str, name: str) -> None:
    op.add_column(table, sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    op.alter_column(table, name, server_default=None)


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
