"""What refunds made elsewhere do to tickets, and those that somebody decides about."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

POLICIES = """
CREATE TABLE order_policies (
    organizer_id uuid CONSTRAINT pk_order_policies PRIMARY KEY
        CONSTRAINT fk_order_policies_organizer_id_organizers REFERENCES organizers (id),
    outside varchar NOT NULL CONSTRAINT ck_order_policies_outside
        CHECK (outside IN ('end', 'keep')),
    changed_at timestamptz NOT NULL
);
ALTER TABLE order_refunds ADD task varchar NOT NULL DEFAULT ''
    CONSTRAINT ck_order_refunds_task CHECK (task IN ('', 'open', 'kept', 'ended'));
CREATE INDEX ix_order_refunds_tasks ON order_refunds (created_at) WHERE task = 'open';
"""
UNDO = """
ALTER TABLE order_refunds DROP task;
DROP TABLE order_policies;
"""


def upgrade() -> None:
    """Go forward."""
    run_script(POLICIES)


def downgrade() -> None:
    """Go back."""
    run_script(UNDO)


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
