"""Orders that take the place of others, that are sold over a counter, given or taken in."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ORDERS = """
ALTER TABLE orders ADD channel varchar NOT NULL DEFAULT 'web',
    ADD from_order_id uuid CONSTRAINT fk_orders_from_order_id_orders REFERENCES orders (id),
    ADD funded_minor bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT ck_orders_channel
        CHECK (channel IN ('web', 'box_office', 'complimentary', 'import')),
    ADD CONSTRAINT ck_orders_funded CHECK (funded_minor BETWEEN 0 AND total_minor - gift_minor);
ALTER TABLE orders ALTER channel DROP DEFAULT, ALTER funded_minor DROP DEFAULT;
CREATE INDEX ix_orders_from_order_id ON orders (from_order_id);
CREATE TABLE order_funds (
    id uuid CONSTRAINT pk_order_funds PRIMARY KEY,
    order_id uuid NOT NULL CONSTRAINT fk_order_funds_order_id_orders REFERENCES orders (id),
    kind varchar NOT NULL CONSTRAINT ck_order_funds_kind
        CHECK (kind IN ('payment', 'gift', 'cash', 'terminal', 'elsewhere')),
    payment_id uuid CONSTRAINT fk_order_funds_payment_id_payments REFERENCES payments (id),
    gift_order_id uuid CONSTRAINT fk_order_funds_gift_order_id_orders REFERENCES orders (id),
    amount_minor bigint NOT NULL,
    returned_minor bigint NOT NULL,
    CONSTRAINT ck_order_funds_returned 
        CHECK (amount_minor > 0 AND returned_minor BETWEEN 0 AND amount_minor),
    CONSTRAINT ck_order_funds_payment CHECK ((kind = 'payment') = (payment_id IS NOT NULL)),
    CONSTRAINT ck_order_funds_gift CHECK ((kind = 'gift') = (gift_order_id IS NOT NULL))
);
CREATE INDEX ix_order_funds_order_id ON order_funds (order_id);
CREATE INDEX ix_order_funds_payment_id ON order_funds (payment_id);
CREATE TABLE order_changes (
    order_id uuid CONSTRAINT pk_order_changes PRIMARY KEY
        CONSTRAINT fk_order_changes_order_id_orders REFERENCES orders (id),
    from_order_id uuid NOT NULL
        CONSTRAINT fk_order_changes_from_order_id_orders REFERENCES orders (id),
    kind varchar NOT NULL CONSTRAINT ck_order_changes_kind CHECK (kind IN ('swap', 'split')),
    ticket_ids jsonb NOT NULL,
    list_minor bigint NOT NULL,
    made_by varchar NOT NULL,
    made_at timestamptz NOT NULL,
    done_at timestamptz
);
CREATE INDEX ix_order_changes_from_order_id ON order_changes (from_order_id);
"""
TILLS = """
CREATE TABLE till_shifts (
    id uuid CONSTRAINT pk_till_shifts PRIMARY KEY,
    organizer_id uuid NOT NULL
        CONSTRAINT fk_till_shifts_organizer_id_organizers REFERENCES organizers (id),
    currency varchar NOT NULL,
    opened_by varchar NOT NULL,
    opened_at timestamptz NOT NULL,
    float_minor bigint NOT NULL,
    closed_at timestamptz,
    counted_minor bigint,
    note text NOT NULL,
    CONSTRAINT ck_till_shifts_not_negative CHECK (float_minor >= 0 AND counted_minor >= 0),
    CONSTRAINT ck_till_shifts_closed CHECK ((closed_at IS NULL) = (counted_minor IS NULL))
);
CREATE UNIQUE INDEX uq_till_shifts_open ON till_shifts (organizer_id, opened_by)
    WHERE closed_at IS NULL;
CREATE INDEX ix_till_shifts_organizer ON till_shifts (organizer_id, opened_at);
CREATE TABLE till_moves (
    id uuid CONSTRAINT pk_till_moves PRIMARY KEY,
    shift_id uuid NOT NULL CONSTRAINT fk_till_moves_shift_id_till_shifts REFERENCES till_shifts (id),
    order_id uuid NOT NULL CONSTRAINT fk_till_moves_order_id_orders REFERENCES orders (id),
    kind varchar NOT NULL CONSTRAINT ck_till_moves_kind CHECK (kind IN ('sale', 'refund')),
    tender varchar NOT NULL CONSTRAINT ck_till_moves_tender CHECK (tender IN ('cash', 'terminal')),
    amount_minor bigint NOT NULL CONSTRAINT ck_till_moves_amount CHECK (amount_minor > 0),
    tendered_minor bigint NOT NULL,
    reference varchar NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT ck_till_moves_tendered 
        CHECK (kind = 'refund' OR tendered_minor >= amount_minor)
);
CREATE INDEX ix_till_moves_shift_id ON till_moves (shift_id);
CREATE INDEX ix_till_moves_order_id ON till_moves (order_id);
"""
UNDO = """
DROP TABLE till_moves, till_shifts, order_changes, order_funds;
ALTER TABLE orders DROP from_order_id, DROP funded_minor, DROP channel;
"""


def upgrade() -> None:
    """Go forward."""
    run_script(ORDERS)
    run_script(TILLS)


def downgrade() -> None:
    """Go back."""
    run_script(UNDO)


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
