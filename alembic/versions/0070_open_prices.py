"""Ticket types whose price the buyer chooses, and the price that a hold was given.

A hold gets its price in the transaction that takes its places. Where nobody in a batch chooses one,
it costs a look at the requests.
"""

from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

TAKE_PRICED_CARTS = """
CREATE FUNCTION take_priced_carts(requests jsonb)
RETURNS TABLE (place int, outcome text, ticket_type_id uuid, available int)
LANGUAGE plpgsql AS $$
DECLARE
    answer record;
    taken int[] := '{}';
BEGIN
    IF NOT EXISTS (SELECT 1 FROM jsonb_array_elements(requests) r WHERE r ? 'prices') THEN
        RETURN QUERY SELECT t.* FROM take_carts(requests) t;
        RETURN;
    END IF;
    FOR answer IN SELECT t.* FROM take_carts(requests) t LOOP
        IF answer.outcome = 'taken' THEN
            taken := taken || answer.place;
        END IF;
        place := answer.place;
        outcome := answer.outcome;
        ticket_type_id := answer.ticket_type_id;
        available := answer.available;
        RETURN NEXT;
    END LOOP;
    UPDATE holds h SET chosen_minor = c.minor
    FROM (
        SELECT (r.body ->> 'hold')::uuid AS hold, x.key::uuid AS type, x.value::bigint AS minor
        FROM jsonb_array_elements(requests) WITH ORDINALITY AS r (body, ordinal),
             jsonb_each_text(r.body -> 'prices') x
        WHERE (r.ordinal - 1)::int = ANY (taken)
    ) c
    WHERE h.hold_id = c.hold AND h.ticket_type_id = c.type;
END $$;
"""


def upgrade() -> None:
    """Go forward; each rule is checked for new rows first, then for the old ones."""
    op.execute("""
        ALTER TABLE ticket_types
            ADD COLUMN open_price boolean NOT NULL DEFAULT false,
            ADD COLUMN most_minor bigint,
            ADD COLUMN suggested jsonb NOT NULL DEFAULT '[]',
            ADD CONSTRAINT ck_ticket_types_open_price
                CHECK (NOT open_price OR kind <> 'bundle') NOT VALID,
            ADD CONSTRAINT ck_ticket_types_most CHECK (most_minor >= price_minor) NOT VALID
    """)
    op.execute("ALTER TABLE ticket_types VALIDATE CONSTRAINT ck_ticket_types_open_price")
    op.execute("ALTER TABLE ticket_types VALIDATE CONSTRAINT ck_ticket_types_most")
    op.execute("ALTER TABLE holds ADD COLUMN chosen_minor bigint")
    op.execute(TAKE_PRICED_CARTS)


def downgrade() -> None:
    """Go back: what somebody chose for places that are held now is forgotten."""
    op.execute("DROP FUNCTION take_priced_carts(jsonb)")
    op.drop_column("holds", "chosen_minor")
    op.execute("""
        ALTER TABLE ticket_types
            DROP COLUMN suggested, DROP COLUMN most_minor, DROP COLUMN open_price
    """)
