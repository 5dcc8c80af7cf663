"""What members note about orders."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NOTES = """
CREATE TABLE order_notes (
    id uuid CONSTRAINT pk_order_notes PRIMARY KEY,
    order_id uuid NOT NULL CONSTRAINT fk_order_notes_order_id_orders REFERENCES orders (id),
    words text NOT NULL,
    written_by varchar NOT NULL,
    written_at timestamptz NOT NULL
)
"""


def upgrade() -> None:
    """Go forward."""
    op.execute(NOTES)
    op.create_index("ix_order_notes_order_id", "order_notes", ["order_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("order_notes")
