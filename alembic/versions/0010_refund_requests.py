"""Refunds that buyers ask for, and refunds that are sent again after they failed."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

REQUESTS = """
ALTER TABLE events ADD refund_until_hours integer
    CONSTRAINT ck_events_refund_until CHECK (refund_until_hours BETWEEN 0 AND 8760);
CREATE TABLE refund_requests (
    id uuid CONSTRAINT pk_refund_requests PRIMARY KEY,
    order_id uuid NOT NULL CONSTRAINT fk_refund_requests_order_id_orders REFERENCES orders (id),
    organizer_id uuid NOT NULL
        CONSTRAINT fk_refund_requests_organizer_id_organizers REFERENCES organizers (id),
    state varchar NOT NULL CONSTRAINT ck_refund_requests_state
        CHECK (state IN ('requested', 'approved', 'refused', 'withdrawn')),
    ticket_ids jsonb NOT NULL,
    reason text NOT NULL,
    asked_at timestamptz NOT NULL,
    decided_by varchar NOT NULL,
    decided_at timestamptz,
    note text NOT NULL,
    CONSTRAINT ck_refund_requests_decided CHECK ((state = 'requested') = (decided_at IS NULL))
);
CREATE INDEX ix_refund_requests_order_id ON refund_requests (order_id);
CREATE INDEX ix_refund_requests_organizer ON refund_requests (organizer_id, asked_at);
CREATE UNIQUE INDEX uq_refund_requests_open ON refund_requests (order_id)
    WHERE state = 'requested';
"""
SENT_AGAIN = """
ALTER TABLE refunds ADD instead_of uuid
    CONSTRAINT fk_refunds_instead_of_refunds REFERENCES refunds (id);
CREATE UNIQUE INDEX uq_refunds_instead_of ON refunds (instead_of) WHERE instead_of IS NOT NULL;
ALTER TABLE order_refunds DROP CONSTRAINT ck_order_refunds_amount;
ALTER TABLE order_refunds ADD CONSTRAINT ck_order_refunds_amount
    CHECK (amount_minor > 0 OR amount_minor = 0 AND ticket_ids <> '[]'::jsonb);
"""
UNDO = """
DELETE FROM order_refunds WHERE amount_minor = 0;
ALTER TABLE order_refunds DROP CONSTRAINT ck_order_refunds_amount;
ALTER TABLE order_refunds ADD CONSTRAINT ck_order_refunds_amount CHECK (amount_minor > 0);
DROP INDEX uq_refunds_instead_of;
ALTER TABLE refunds DROP instead_of;
DROP TABLE refund_requests;
ALTER TABLE events DROP refund_until_hours;
"""


def upgrade() -> None:
    """Go forward."""
    run_script(REQUESTS)
    run_script(SENT_AGAIN)


def downgrade() -> None:
    """Go back."""
    run_script(UNDO)


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
