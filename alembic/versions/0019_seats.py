"""Seat plans, seats, and what moves them with the places of their pools.

A seat changes its state only while its pool is locked. Whoever deletes a hold frees its seats: a
trigger sees to it, whatever the reason. A sale takes them again in the same transaction, so one
whose hold ran out gets its own seats or none.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

FREE_HELD_SEATS = """
CREATE FUNCTION free_held_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE seats s SET state = 'free', hold_id = NULL
    FROM (SELECT DISTINCT g.hold_id FROM gone g) h WHERE s.hold_id = h.hold_id;
    RETURN NULL;
END $$;
CREATE TRIGGER holds_free_seats AFTER DELETE ON holds REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION free_held_seats();
"""

# What take_holds answers, for carts that may name seats. Their pools are locked before a seat is
# looked at. A cart that wants what somebody has is refused before any place is taken; one whose
# seats are not those of its places gets nothing either. Whoever names none pays one look at pools.
TAKE_CARTS = """
CREATE FUNCTION take_carts(requests jsonb)
RETURNS TABLE (place int, outcome text, ticket_type_id uuid, available int)
LANGUAGE plpgsql AS $$
DECLARE
    cart record;
    answer record;
    wanted uuid[] := '{}';
    kept jsonb := requests;
    places int[] := '{}';
    holds_kept uuid[] := '{}';
    names_seats boolean := EXISTS (
        SELECT 1 FROM jsonb_array_elements(requests) r WHERE r ? 'seats');
    outcomes text[] := '{}';
    types uuid[] := '{}';
    counts int[] := '{}';
    taken uuid[] := '{}';
    wrong uuid[];
BEGIN
    IF NOT names_seats THEN
        SELECT array_agg((r.ordinal - 1)::int ORDER BY r.ordinal),
               array_agg((r.body ->> 'hold')::uuid ORDER BY r.ordinal)
        INTO places, holds_kept
        FROM jsonb_array_elements(requests) WITH ORDINALITY AS r (body, ordinal);
    ELSE
        kept := '[]';
        PERFORM 1 FROM pools p WHERE p.id IN (
            SELECT d.pool_id
            FROM jsonb_array_elements(requests) r, jsonb_array_elements(r -> 'lines') l,
                 draws_of((l ->> 0)::uuid) d
        ) ORDER BY p.id FOR NO KEY UPDATE;
        FOR cart IN
            SELECT (r.ordinal - 1)::int AS place, r.body, (r.body ->> 'hold')::uuid AS hold,
                   ARRAY(SELECT jsonb_array_elements_text(r.body -> 'seats')::uuid) AS seats
            FROM jsonb_array_elements(requests) WITH ORDINALITY AS r (body, ordinal)
            ORDER BY r.ordinal
        LOOP
            IF cardinality(cart.seats) > 0
                AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.hold_id = cart.hold)
            THEN
                IF cart.seats && wanted OR cardinality(cart.seats) <> (
                    SELECT count(*) FROM seats s
                    WHERE s.id = ANY (cart.seats) AND s.state = 'free' AND s.pool_id IN (
                        SELECT d.pool_id FROM jsonb_array_elements(cart.body -> 'lines') l,
                                              draws_of((l ->> 0)::uuid) d)
                ) THEN
                    place := cart.place;
                    outcome := 'seat_taken';
                    RETURN NEXT;
                    CONTINUE;
                END IF;
                wanted := wanted || cart.seats;
            END IF;
            kept := kept || jsonb_build_array(cart.body);
            places := places || cart.place;
            holds_kept := holds_kept || cart.hold;
        END LOOP;
    END IF;

    FOR answer IN SELECT t.* FROM take_holds(kept) t ORDER BY t.place LOOP
        outcomes := outcomes || answer.outcome;
        types := types || answer.ticket_type_id;
        counts := counts || answer.available;
        IF answer.outcome = 'taken' THEN
            taken := taken || holds_kept[answer.place + 1];
        END IF;
    END LOOP;

    IF cardinality(wanted) > 0 THEN
        UPDATE seats s SET state = 'held', hold_id = c.hold
        FROM (
            SELECT (r ->> 'hold')::uuid AS hold, x::uuid AS seat
            FROM jsonb_array_elements(kept) r, jsonb_array_elements_text(r -> 'seats') x
            WHERE (r ->> 'hold')::uuid = ANY (taken)
        ) c
        WHERE s.id = c.seat AND s.state = 'free';
    END IF;
    wrong := ARRAY(
        SELECT h.hold_id FROM holds h JOIN pools p ON p.id = h.pool_id AND p.seated
        WHERE h.hold_id = ANY (taken) GROUP BY h.hold_id, h.pool_id
        HAVING sum(h.quantity) <> (
            SELECT count(*) FROM seats s WHERE s.hold_id = h.hold_id AND s.pool_id = h.pool_id)
    );
    IF cardinality(wrong) > 0 THEN
        PERFORM release_holds(wrong, NULL);
    END IF;

    FOR slot IN 1 .. cardinality(outcomes) LOOP
        place := places[slot];
        outcome := CASE WHEN outcomes[slot] = 'taken' AND holds_kept[slot] = ANY (wrong)
                        THEN 'seats_needed' ELSE outcomes[slot] END;
        ticket_type_id := types[slot];
        available := counts[slot];
        RETURN NEXT;
    END LOOP;
END $$;
"""

# What sell_places answers, for orders that may have seats. Its holds are gone by then, and their
# seats free; nobody else can have taken them, for the pools are locked.
SELL_CARTS = """
CREATE FUNCTION sell_carts(given uuid[], types uuid[], quantities int[], seat_ids uuid[])
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text := sell_places(given, types, quantities);
    got int;
BEGIN
    IF answer <> 'sold' THEN
        RETURN answer;
    END IF;
    IF cardinality(seat_ids) > 0 THEN
        UPDATE seats s SET state = 'sold' WHERE s.id = ANY (seat_ids) AND s.state = 'free';
        GET DIAGNOSTICS got = ROW_COUNT;
        IF got <> cardinality(seat_ids) THEN
            RETURN 'seat_taken';
        END IF;
    END IF;
    IF EXISTS (
        SELECT 1 FROM ticket_type_pools d JOIN pools p ON p.id = d.pool_id AND p.seated
        JOIN unnest(types, quantities) AS w (type, quantity) ON w.type = d.ticket_type_id
        GROUP BY d.pool_id
        HAVING sum(w.quantity) <> (
            SELECT count(*) FROM seats s WHERE s.id = ANY (seat_ids) AND s.pool_id = d.pool_id)
    ) THEN
        RETURN 'seats_needed';
    END IF;
    RETURN 'sold';
END $$;
"""


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "pools", sa.Column("seated", sa.Boolean(), nullable=False, server_default="false")
    )
    op.create_table(
        "seat_plans",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("plan", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_changed", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version >= 0", name=op.f("ck_seat_plans_version")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_seat_plans_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_seat_plans")),
    )
    op.create_table(
        "seats",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("pool_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at_table", sa.Boolean(), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("is_accessible", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("hold_id", sa.Uuid()),
        sa.CheckConstraint(
            "state IN ('free', 'held', 'sold', 'blocked')", name=op.f("ck_seats_state")
        ),
        sa.CheckConstraint(
            "(state = 'held') = (hold_id IS NOT NULL)", name=op.f("ck_seats_hold")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_seats_event_id")),
        sa.ForeignKeyConstraint(["pool_id"], ["pools.id"], name=op.f("fk_seats_pool_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
        sa.UniqueConstraint(
            "event_id", "section", "row", "number", name=op.f("uq_seats_event_id")
        ),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_index("ix_seats_event", "seats", ["event_id", "place"])
    op.create_index("ix_seats_pool", "seats", ["pool_id", "state"])
    op.create_index(
        "ix_seats_hold", "seats", ["hold_id"], postgresql_where=sa.text("hold_id IS NOT NULL")
    )
    op.add_column("orders", sa.Column("seats", postgresql.JSONB()))
    op.add_column("tickets", sa.Column("seat_id", sa.Uuid()))
    op.add_column("tickets", sa.Column("seat", postgresql.JSONB()))
    op.create_index(
        "uq_tickets_seat", "tickets", ["seat_id"], unique=True,
        postgresql_where=sa.text("state <> 'void' AND seat_id IS NOT NULL"),
    )
    run_script(FREE_HELD_SEATS)
    run_script(TAKE_CARTS)
    run_script(SELL_CARTS)


def downgrade() -> None:
    """Go back: places stay, their seats are forgotten."""
    run_script(
        """
        DROP FUNCTION sell_carts(uuid[], uuid[], int[], uuid[]);
        DROP FUNCTION take_carts(jsonb);
        DROP TRIGGER holds_free_seats ON holds;
        DROP FUNCTION free_held_seats();
        """
    )
    op.drop_index("uq_tickets_seat", "tickets")
    op.drop_column("tickets", "seat")
    op.drop_column("tickets", "seat_id")
    op.drop_column("orders", "seats")
    op.drop_table("seats")
    op.drop_table("seat_plans")
    op.drop_column("pools", "seated")


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
