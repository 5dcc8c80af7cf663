"""A pass of a waiting room leads to one purchase: holds know their turn, and so do their orders."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

PASSES = """
CREATE TABLE waiting_turn_holds (
    hold_id uuid CONSTRAINT pk_waiting_turn_holds PRIMARY KEY,
    turn_id uuid NOT NULL
        CONSTRAINT fk_waiting_turn_holds_turn_id REFERENCES waiting_turns (id)
);
ALTER TABLE orders ADD turn_id uuid CONSTRAINT fk_orders_turn_id REFERENCES waiting_turns (id);
CREATE UNIQUE INDEX uq_orders_turn ON orders (turn_id)
    WHERE turn_id IS NOT NULL AND (state = 'placed' OR paid_at IS NOT NULL);
"""
UNDO = """
ALTER TABLE orders DROP turn_id;
DROP TABLE waiting_turn_holds;
"""


def upgrade() -> None:
    """Go forward."""
    run_script(PASSES)


def downgrade() -> None:
    """Go back."""
    run_script(UNDO)


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
