"""Cards that gateways remember for people who want that."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

CARDS = """
ALTER TABLE payments ADD customer_ref varchar NOT NULL DEFAULT '',
    ADD method_ref varchar NOT NULL DEFAULT '';
CREATE TABLE payment_customers (
    user_id uuid NOT NULL CONSTRAINT fk_payment_customers_user_id_users REFERENCES users (id),
    gateway varchar NOT NULL,
    customer_ref varchar NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_payment_customers PRIMARY KEY (user_id, gateway)
);
CREATE UNIQUE INDEX uq_payment_customers_ref ON payment_customers (gateway, customer_ref);
CREATE TABLE saved_cards (
    id uuid CONSTRAINT pk_saved_cards PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT fk_saved_cards_user_id_users REFERENCES users (id),
    gateway varchar NOT NULL,
    customer_ref varchar NOT NULL,
    method_ref varchar NOT NULL,
    state varchar NOT NULL
        CONSTRAINT ck_saved_cards_state CHECK (state IN ('kept', 'leaving', 'gone')),
    brand varchar NOT NULL,
    last4 varchar NOT NULL CONSTRAINT ck_saved_cards_last4 CHECK (last4 ~ '^[0-9]{0,4}$'),
    expires varchar NOT NULL,
    saved_at timestamptz NOT NULL,
    gone_at timestamptz
);
CREATE UNIQUE INDEX uq_saved_cards_ref ON saved_cards (gateway, method_ref);
CREATE INDEX ix_saved_cards_user ON saved_cards (user_id) WHERE state = 'kept';
"""
SANDBOX = """
CREATE TABLE sandbox.customers (id text PRIMARY KEY, user_id uuid NOT NULL UNIQUE, email text NOT NULL);
CREATE TABLE sandbox.methods (
    id text PRIMARY KEY,
    customer_id text NOT NULL REFERENCES sandbox.customers,
    card text NOT NULL,
    expires text NOT NULL,
    saved_at timestamptz NOT NULL,
    detached_at timestamptz
);
CREATE INDEX ix_methods_customer ON sandbox.methods (customer_id);
ALTER TABLE sandbox.checkouts ADD customer_id text REFERENCES sandbox.customers,
    ADD method_id text REFERENCES sandbox.methods;
ALTER TABLE sandbox.webhooks ALTER checkout_id DROP NOT NULL;
"""
UNDO = """
DELETE FROM sandbox.webhooks WHERE checkout_id IS NULL;
ALTER TABLE sandbox.webhooks ALTER checkout_id SET NOT NULL;
ALTER TABLE sandbox.checkouts DROP method_id, DROP customer_id;
DROP TABLE sandbox.methods, sandbox.customers;
DROP TABLE saved_cards, payment_customers;
ALTER TABLE payments DROP method_ref, DROP customer_ref;
"""


def upgrade() -> None:
    """Go forward."""
    run_script(CARDS)
    run_script(SANDBOX)


def downgrade() -> None:
    """Go back."""
    run_script(UNDO)


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
