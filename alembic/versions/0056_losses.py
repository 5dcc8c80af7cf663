"""What a lost dispute took from an order is known, so that it can be given back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

# Like a sale without a hold, and the person is counted again: all of it or nothing.
RETAKE_PLACES = """
CREATE FUNCTION retake_places(
    hold uuid, types uuid[], quantities int[], seat_ids uuid[], claimed uuid[], pieces int[]
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    again record;
BEGIN
    IF sell_carts(ARRAY[]::uuid[], types, quantities, seat_ids) <> 'sold' THEN
        RAISE EXCEPTION USING ERRCODE = 'BI001';
    END IF;
    FOR again IN
        SELECT c.ticket_type_id, c.identity, w.pieces,
               coalesce(t.max_per_person, c.quantity + w.pieces) AS most
        FROM unnest(claimed, pieces) AS w (type, pieces)
        JOIN type_claims c ON c.hold_id = hold AND c.ticket_type_id = w.type
        JOIN ticket_types t ON t.id = c.ticket_type_id
        WHERE c.released_at IS NULL
        ORDER BY c.ticket_type_id, c.identity
    LOOP
        INSERT INTO type_people AS p (ticket_type_id, identity, taken, most)
        VALUES (again.ticket_type_id, again.identity, again.pieces,
                greatest(again.most, again.pieces))
        ON CONFLICT ON CONSTRAINT pk_type_people DO UPDATE
            SET taken = p.taken + again.pieces, most = greatest(again.most, p.taken + again.pieces)
            WHERE p.taken + again.pieces <= again.most;
        IF NOT FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'BI001';
        END IF;
        UPDATE type_claims c SET quantity = c.quantity + again.pieces
        WHERE c.hold_id = hold AND c.ticket_type_id = again.ticket_type_id;
    END LOOP;
    RETURN true;
EXCEPTION WHEN SQLSTATE 'BI001' THEN
    RETURN false;
END $$;
"""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "order_losses",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_ids", postgresql.JSONB(), nullable=False),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_losses_order_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_losses")),
    )
    op.execute(RETAKE_PLACES)


def downgrade() -> None:
    """Go back."""
    op.execute("DROP FUNCTION retake_places(uuid, uuid[], int[], uuid[], uuid[], int[])")
    op.drop_table("order_losses")
