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


def upgrade() -> None:
    """Go forward."""
    op.execute(OUTAGES)
    op.execute("ALTER TABLE sandbox.refunds ALTER refund_id DROP NOT NULL")
    op.execute(SANDBOX_DISPUTES)


def downgrade() -> None:
    """Go back."""
    op.execute("DROP TABLE sandbox.disputes")
    op.execute("DELETE FROM sandbox.refunds WHERE refund_id IS NULL")
    op.execute("ALTER TABLE sandbox.refunds ALTER refund_id SET NOT NULL")
    op.execute("DROP TABLE gateway_outages")
