"""Selling many orders in one transaction, and payments that remember when to be looked at."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UNLOCKED = "(NOT t.hidden OR request.unlocked ? t.id::text)"
PARTS = (
    "platform_fee_minor",
    "tax_added_minor",
    "gift_minor",
    "refunded_minor",
    "refunded_gift_minor",
)

# As in 0003, but a request may name hidden types that a code has unlocked for it.
TAKE_HOLDS = """
CREATE OR REPLACE FUNCTION take_holds(requests jsonb)
RETURNS TABLE (place int, outcome text, ticket_type_id uuid, available int)
LANGUAGE plpgsql AS $$
DECLARE
    pool_ids uuid[];
    free int[];
    before int[];
    known uuid[];
    request record;
    line record;
    slot int;
    got_hold uuid[] := '{}';
    got_type uuid[] := '{}';
    got_pool uuid[] := '{}';
    got_quantity int[] := '{}';
    got_expires timestamptz[] := '{}';
    first_of_request int;
BEGIN
    WITH wanted AS (
        SELECT DISTINCT t.pool_id
        FROM jsonb_array_elements(requests) r, jsonb_array_elements(r -> 'lines') l
        JOIN ticket_types t ON t.id = (l ->> 0)::uuid
    ), locked AS (
        SELECT p.id, p.capacity - p.sold - p.held AS free
        FROM pools p WHERE p.id IN (SELECT pool_id FROM wanted) ORDER BY p.id FOR NO KEY UPDATE
    )
    SELECT array_agg(l.id ORDER BY l.id), array_agg(l.free ORDER BY l.id)
    INTO pool_ids, free FROM locked l;

    -- After the lock: whoever took the same hold before us has committed.
    known := ARRAY(
        SELECT DISTINCT h.hold_id FROM holds h
        WHERE h.hold_id IN (SELECT (r ->> 'hold')::uuid FROM jsonb_array_elements(requests) r)
    );

    FOR request IN
        SELECT (r.ordinal - 1)::int AS place, (r.body ->> 'hold')::uuid AS hold,
               (r.body ->> 'at')::timestamptz AS at, (r.body ->> 'expires')::timestamptz AS expires,
               r.body -> 'lines' AS lines, coalesce(r.body -> 'unlocked', '[]') AS unlocked
        FROM jsonb_array_elements(requests) WITH ORDINALITY AS r (body, ordinal)
        ORDER BY r.ordinal
    LOOP
        place := request.place;
        outcome := 'taken';
        ticket_type_id := NULL;
        available := NULL;
        IF request.hold = ANY (known) THEN
            outcome := 'known';
            RETURN NEXT;
            CONTINUE;
        END IF;
        before := free;
        first_of_request := cardinality(got_hold);
        FOR line IN
            SELECT (l ->> 0)::uuid AS type_id, (l ->> 1)::int AS quantity, t.pool_id,
                   t.max_per_order,
                   e.state = 'published' AND NOT t.paused AND request.at < e.ends_at
                       AND (NOT t.hidden OR request.unlocked ? t.id::text)
                       AND request.at >= coalesce(t.sale_opens_at, '-infinity')
                       AND request.at < coalesce(t.sale_closes_at, 'infinity') AS on_sale
            FROM jsonb_array_elements(request.lines) l
            LEFT JOIN ticket_types t ON t.id = (l ->> 0)::uuid
            LEFT JOIN events e ON e.id = t.event_id
        LOOP
            slot := array_position(pool_ids, line.pool_id);
            outcome := CASE
                WHEN line.pool_id IS NULL THEN 'unknown'
                WHEN NOT line.on_sale THEN 'not_on_sale'
                WHEN line.quantity > line.max_per_order THEN 'too_many'
                WHEN free[slot] < line.quantity THEN 'sold_out'
                ELSE 'taken'
            END;
            IF outcome <> 'taken' THEN
                ticket_type_id := line.type_id;
                available := CASE outcome WHEN 'too_many' THEN line.max_per_order
                                          ELSE greatest(before[slot], 0) END;
                EXIT;
            END IF;
            free[slot] := free[slot] - line.quantity;
            got_hold := got_hold || request.hold;
            got_type := got_type || line.type_id;
            got_pool := got_pool || line.pool_id;
            got_quantity := got_quantity || line.quantity;
            got_expires := got_expires || request.expires;
        END LOOP;
        IF outcome = 'taken' THEN
            known := known || request.hold;
        ELSE
            free := before;
            got_hold := got_hold[1:first_of_request];
            got_type := got_type[1:first_of_request];
            got_pool := got_pool[1:first_of_request];
            got_quantity := got_quantity[1:first_of_request];
            got_expires := got_expires[1:first_of_request];
        END IF;
        RETURN NEXT;
    END LOOP;

    IF cardinality(got_hold) > 0 THEN
        UPDATE pools p SET held = p.held + g.quantity
        FROM (SELECT pool, sum(quantity) AS quantity
              FROM unnest(got_pool, got_quantity) AS u (pool, quantity) GROUP BY pool) g
        WHERE p.id = g.pool;
        INSERT INTO holds (hold_id, ticket_type_id, pool_id, quantity, reason, expires_at)
        SELECT u.hold, u.type, u.pool, u.quantity, 'checkout', u.expires
        FROM unnest(got_hold, got_type, got_pool, got_quantity, got_expires)
            AS u (hold, type, pool, quantity, expires);
    END IF;
END $$;
"""

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
    run_script(TAKE_HOLDS)
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
    run_script(TAKE_HOLDS.replace(UNLOCKED, "NOT t.hidden"))


def _add_minor(table: str, name: str) -> None:
    op.add_column(table, sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    op.alter_column(table, name, server_default=None)


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
