"""The sandbox's own memory: its payment gateway and its mail sink, in a schema of their own."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = [
    """
    CREATE TABLE sandbox.checkouts (
        id text PRIMARY KEY,
        payment_id uuid NOT NULL UNIQUE,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        collected_minor bigint NOT NULL DEFAULT 0,
        currency text NOT NULL,
        description text NOT NULL,
        email text NOT NULL,
        return_url text NOT NULL,
        state text NOT NULL CHECK (state IN ('pending', 'captured', 'failed', 'expired')),
        reason text NOT NULL DEFAULT '',
        challenge jsonb,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE sandbox.refunds (
        id text PRIMARY KEY,
        refund_id uuid NOT NULL UNIQUE,
        checkout_id text NOT NULL REFERENCES sandbox.checkouts,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        created_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE sandbox.webhooks (
        id text PRIMARY KEY,
        checkout_id text NOT NULL REFERENCES sandbox.checkouts,
        body text NOT NULL,
        due_at timestamptz NOT NULL,
        attempts int NOT NULL DEFAULT 0,
        answered int,
        delivered_at timestamptz
    )
    """,
    "CREATE INDEX ix_webhooks_due ON sandbox.webhooks (due_at) WHERE delivered_at IS NULL",
    """
    CREATE TABLE sandbox.mails (
        message_id text PRIMARY KEY,
        recipient text NOT NULL,
        subject text NOT NULL,
        html text NOT NULL,
        plain text NOT NULL,
        attachments jsonb NOT NULL,
        arrived_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_mails_arrived ON sandbox.mails (arrived_at DESC)",
]


def upgrade() -> None:
    """Go forward."""
    op.execute("CREATE SCHEMA sandbox")
    for table in TABLES:
        op.execute(table)


def downgrade() -> None:
    """Go back."""
    op.execute("DROP SCHEMA sandbox CASCADE")
