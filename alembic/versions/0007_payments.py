"""Many gateways: which of them are down, and what happens after a sale."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OUTAGES = """
CREATE TABLE gateway_outages (
    gateway text PRIMARY KEY,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL
)
"""
SANDBOX_DISPUTES = """
CREATE TABLE sandbox.disputes (
    id text PRIMARY KEY,
    checkout_id text NOT NULL UNIQUE REFERENCES sandbox.checkouts,
    state text NOT NULL CHECK (state IN ('needs_response', 'under_review', 'won', 'lost')),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    evidence jsonb,
    created_at timestamptz NOT NULL,
    respond_by timestamptz NOT NULL,
    decided_at timestamptz
)
"""
DISPUTES = """
CREATE TABLE disputes (
    id uuid CONSTRAINT pk_disputes PRIMARY KEY,
    payment_id uuid NOT NULL
        CONSTRAINT fk_disputes_payment_id_payments REFERENCES payments (id),
    gateway varchar NOT NULL,
    gateway_ref varchar NOT NULL,
    state varchar NOT NULL
        CONSTRAINT ck_disputes_state CHECK (state IN ('opened', 'under_review', 'won', 'lost')),
    amount_minor bigint NOT NULL CONSTRAINT ck_disputes_amount CHECK (amount_minor > 0),
    currency varchar NOT NULL,
    reason varchar NOT NULL,
    respond_by timestamptz,
    held_minor bigint NOT NULL,
    held_currency varchar NOT NULL,
    fee_minor bigint NOT NULL,
    opened_at timestamptz NOT NULL,
    answered_at timestamptz,
    decided_at timestamptz,
    evidence jsonb
);
CREATE INDEX ix_disputes_payment_id ON disputes (payment_id);
CREATE UNIQUE INDEX uq_disputes_gateway_ref ON disputes (gateway, gateway_ref);
CREATE INDEX ix_disputes_due ON disputes (respond_by) WHERE state = 'opened';
"""
PAYMENTS = """
ALTER TABLE payments
    ADD seen_minor bigint, ADD seen_currency varchar, ADD fee_minor bigint, ADD fee_currency varchar;
UPDATE payments SET seen_minor = 0, seen_currency = currency WHERE state = 'quarantined';
ALTER TABLE payments ADD CONSTRAINT ck_payments_seen
    CHECK ((state = 'quarantined') = (seen_minor IS NOT NULL));
ALTER TABLE refunds ADD is_external boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX uq_refunds_gateway_ref ON refunds (payment_id, gateway_ref)
    WHERE gateway_ref <> '';
"""
UNDO = """
DROP TABLE disputes;
DROP INDEX uq_refunds_gateway_ref;
ALTER TABLE refunds DROP is_external;
ALTER TABLE payments DROP CONSTRAINT ck_payments_seen, DROP seen_minor, DROP seen_currency,
    DROP fee_minor, DROP fee_currency;
"""


def upgrade() -> None:
    """Go forward."""
    run_script(PAYMENTS)
    run_script(DISPUTES)
    op.execute(OUTAGES)
    op.execute("ALTER TABLE sandbox.refunds ALTER refund_id DROP NOT NULL")
    op.execute(SANDBOX_DISPUTES)


def downgrade() -> None:
    """Go back."""
    run_script(UNDO)
    op.execute("DROP TABLE sandbox.disputes")
    op.execute("DELETE FROM sandbox.refunds WHERE refund_id IS NULL")
    op.execute("ALTER TABLE sandbox.refunds ALTER refund_id SET NOT NULL")
    op.execute("DROP TABLE gateway_outages")


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
