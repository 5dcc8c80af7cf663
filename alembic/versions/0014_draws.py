"""Types that draw on several pools, pools that several types share, bundles, add-ons, and limits.

What one piece of a ticket type takes is said by `draws_of`: a place of each of its pools, for a
bundle those of all its parts. Every function locks pools first, in the order of their ids, then the
rows that count what a person has (`type_people`, in the order of their keys), and only then touches
holds and claims: two of them never wait for each other in a circle.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

DRAWS_OF = """
CREATE FUNCTION draws_of(type uuid) RETURNS TABLE (pool_id uuid, places int)
LANGUAGE sql STABLE AS $$
    SELECT d.pool_id, 1 FROM ticket_type_pools d WHERE d.ticket_type_id = type
    UNION ALL
    SELECT d.pool_id, sum(b.quantity)::int
    FROM bundle_parts b JOIN ticket_type_pools d ON d.ticket_type_id = b.part_id
    WHERE b.bundle_id = type GROUP BY d.pool_id
$$;

CREATE FUNCTION left_of(type uuid) RETURNS int
LANGUAGE sql STABLE AS $$
    SELECT coalesce(min(greatest(p.capacity - p.sold - p.held, 0) / d.places), 0)
    FROM draws_of(type) d JOIN pools p ON p.id = d.pool_id
$$;

CREATE FUNCTION admissions_for(addon uuid, lines jsonb) RETURNS int
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum((l ->> 1)::int * CASE
        WHEN EXISTS (
            SELECT 1 FROM addon_hosts h WHERE h.addon_id = addon AND h.host_id = (l ->> 0)::uuid
        ) THEN 1
        ELSE (
            SELECT coalesce(sum(b.quantity), 0)
            FROM bundle_parts b JOIN addon_hosts h ON h.host_id = b.part_id AND h.addon_id = addon
            WHERE b.bundle_id = (l ->> 0)::uuid
        ) END), 0)::int
    FROM jsonb_array_elements(lines) l
$$;
"""

# One row for each line of each cart, in their order; a cart is done with its last line. What is
# free, and how many a person may still have, is counted in arrays and written at the end.
TAKE_HOLDS = """
CREATE OR REPLACE FUNCTION take_holds(requests jsonb)
RETURNS TABLE (place int, outcome text, ticket_type_id uuid, available int)
LANGUAGE plpgsql AS $$
DECLARE
    pool_ids uuid[];
    free int[];
    free_before int[];
    counts_people boolean;
    people text[];
    room int[];
    room_before int[];
    known uuid[];
    line record;
    slot int;
    person int;
    got_hold uuid[] := '{}';
    got_type uuid[] := '{}';
    got_pool uuid[] := '{}';
    got_quantity int[] := '{}';
    got_each int[] := '{}';
    got_expires timestamptz[] := '{}';
    first_place int;
    claim_hold uuid[] := '{}';
    claim_type uuid[] := '{}';
    claim_who text[] := '{}';
    claim_quantity int[] := '{}';
    first_claim int;
BEGIN
    WITH kinds AS (
        SELECT DISTINCT (l ->> 0)::uuid AS id
        FROM jsonb_array_elements(requests) r, jsonb_array_elements(r -> 'lines') l
    ), locked AS (
        SELECT p.id, p.capacity - p.sold - p.held AS free
        FROM pools p WHERE p.id IN (SELECT d.pool_id FROM kinds k, draws_of(k.id) d)
        ORDER BY p.id FOR NO KEY UPDATE
    )
    SELECT array_agg(l.id ORDER BY l.id), array_agg(l.free ORDER BY l.id),
           EXISTS (
               SELECT 1 FROM kinds k JOIN ticket_types t ON t.id = k.id
               WHERE t.max_per_person IS NOT NULL
           )
    INTO pool_ids, free, counts_people FROM locked l;

    IF counts_people THEN
        WITH wanted AS (
            SELECT DISTINCT t.id, coalesce(r ->> 'person', r ->> 'hold') AS who,
                   t.max_per_person AS most
            FROM jsonb_array_elements(requests) r, jsonb_array_elements(r -> 'lines') l
            JOIN ticket_types t ON t.id = (l ->> 0)::uuid AND t.max_per_person IS NOT NULL
        ), counted AS (
            INSERT INTO type_people AS p (ticket_type_id, identity, taken, most)
            SELECT w.id, w.who, 0, w.most FROM wanted w ORDER BY w.id, w.who
            ON CONFLICT ON CONSTRAINT pk_type_people DO UPDATE
                SET most = greatest(excluded.most, p.taken)
            RETURNING p.ticket_type_id AS id, p.identity AS who, p.taken
        )
        SELECT array_agg(c.id || ' ' || c.who), array_agg(w.most - c.taken)
        INTO people, room FROM counted c JOIN wanted w ON w.id = c.id AND w.who = c.who;
    END IF;

    -- After the lock: whoever took the same hold before us has committed.
    known := ARRAY(
        SELECT DISTINCT h.hold_id FROM holds h
        WHERE h.hold_id IN (SELECT (r ->> 'hold')::uuid FROM jsonb_array_elements(requests) r)
    );

    FOR line IN
        WITH asked AS MATERIALIZED (
            SELECT (r.ordinal - 1)::int AS place, (r.body ->> 'hold')::uuid AS hold,
                   coalesce(r.body ->> 'person', r.body ->> 'hold') AS who,
                   (r.body ->> 'at')::timestamptz AS at,
                   (r.body ->> 'expires')::timestamptz AS expires,
                   coalesce(r.body -> 'unlocked', '[]') AS unlocked,
                   r.body -> 'lines' AS lines,
                   l.ordinal AS n, (l.body ->> 0)::uuid AS type_id, (l.body ->> 1)::int AS quantity
            FROM jsonb_array_elements(requests) WITH ORDINALITY AS r (body, ordinal),
                 jsonb_array_elements(r.body -> 'lines') WITH ORDINALITY AS l (body, ordinal)
        ), kinds AS MATERIALIZED (
            SELECT t.*, e.state, e.ends_at, d.slots, d.places
            FROM (SELECT DISTINCT a.type_id FROM asked a) a
            JOIN ticket_types t ON t.id = a.type_id
            JOIN events e ON e.id = t.event_id
            CROSS JOIN LATERAL (
                SELECT array_agg(array_position(pool_ids, d.pool_id) ORDER BY d.pool_id) AS slots,
                       array_agg(d.places ORDER BY d.pool_id) AS places
                FROM draws_of(t.id) d
            ) d
        ), allowed AS (
            SELECT a.*, k.id, k.slots, k.places, k.max_per_order, k.max_per_person, k.hidden,
                   k.kind, k.state = 'published' AND NOT k.paused AND a.at < k.ends_at
                       AND (NOT k.hidden OR a.unlocked ? k.id::text)
                       AND a.at >= coalesce(k.sale_opens_at, '-infinity')
                       AND a.at < coalesce(k.sale_closes_at, 'infinity')
                       -- Its pools changed while we waited for the lock: ask once more.
                       AND array_position(k.slots, NULL) IS NULL AS on_sale,
                   CASE WHEN k.kind = 'addon' THEN k.most_each * admissions_for(k.id, a.lines) END
                       AS most
            FROM asked a LEFT JOIN kinds k ON k.id = a.type_id
        )
        SELECT a.*, lead(a.n) OVER (PARTITION BY a.place ORDER BY a.n) IS NULL AS last,
               CASE
                   WHEN a.id IS NULL THEN 'unknown'
                   WHEN a.on_sale IS NOT TRUE THEN 'not_on_sale'
                   WHEN a.quantity > a.max_per_order THEN 'too_many'
                   WHEN a.most = 0 THEN 'alone'
                   WHEN a.quantity > a.most THEN 'too_many_each'
                   ELSE 'taken'
               END AS outcome
        FROM allowed a ORDER BY a.place, a.n
    LOOP
        IF line.n = 1 THEN
            place := line.place;
            outcome := CASE WHEN line.hold = ANY (known) THEN 'known' ELSE 'taken' END;
            ticket_type_id := NULL;
            available := NULL;
            free_before := free;
            room_before := room;
            first_place := cardinality(got_hold);
            first_claim := cardinality(claim_hold);
        END IF;
        IF outcome = 'taken' THEN
            outcome := line.outcome;
            IF outcome = 'taken' AND line.max_per_person IS NOT NULL THEN
                person := array_position(people, line.type_id || ' ' || line.who);
                IF room[person] < line.quantity THEN
                    outcome := 'too_many_of_person';
                ELSE
                    room[person] := room[person] - line.quantity;
                    claim_hold := claim_hold || line.hold;
                    claim_type := claim_type || line.type_id;
                    claim_who := claim_who || line.who;
                    claim_quantity := claim_quantity || line.quantity;
                END IF;
            END IF;
            FOR i IN 1 .. CASE WHEN outcome = 'taken' THEN cardinality(line.slots) ELSE 0 END LOOP
                slot := line.slots[i];
                IF free[slot] < line.quantity * line.places[i] THEN
                    outcome := 'sold_out';
                    EXIT;
                END IF;
                free[slot] := free[slot] - line.quantity * line.places[i];
                got_hold := got_hold || line.hold;
                got_type := got_type || line.type_id;
                got_pool := got_pool || pool_ids[slot];
                got_quantity := got_quantity || line.quantity * line.places[i];
                got_each := got_each || line.places[i];
                got_expires := got_expires || line.expires;
            END LOOP;
            IF outcome <> 'taken' THEN
                ticket_type_id := line.type_id;
                available := CASE outcome
                    WHEN 'too_many' THEN line.max_per_order
                    WHEN 'too_many_each' THEN line.most
                    WHEN 'too_many_of_person' THEN greatest(room_before[person], 0)
                    WHEN 'sold_out' THEN (
                        SELECT min(greatest(free_before[d.slot], 0) / d.places)
                        FROM unnest(line.slots, line.places) AS d (slot, places)
                    )
                    ELSE 0
                END;
                free := free_before;
                room := room_before;
                got_hold := got_hold[1:first_place];
                got_type := got_type[1:first_place];
                got_pool := got_pool[1:first_place];
                got_quantity := got_quantity[1:first_place];
                got_each := got_each[1:first_place];
                got_expires := got_expires[1:first_place];
                claim_hold := claim_hold[1:first_claim];
                claim_type := claim_type[1:first_claim];
                claim_who := claim_who[1:first_claim];
                claim_quantity := claim_quantity[1:first_claim];
            END IF;
        END IF;
        IF line.last THEN
            IF outcome = 'taken' THEN
                known := known || line.hold;
            END IF;
            RETURN NEXT;
        END IF;
    END LOOP;

    IF cardinality(got_hold) > 0 THEN
        UPDATE pools p SET held = p.held + g.quantity
        FROM (SELECT pool, sum(quantity) AS quantity
              FROM unnest(got_pool, got_quantity) AS u (pool, quantity) GROUP BY pool) g
        WHERE p.id = g.pool;
        INSERT INTO holds (hold_id, ticket_type_id, pool_id, quantity, each, reason, expires_at)
        SELECT u.hold, u.type, u.pool, u.quantity, u.each, 'checkout', u.expires
        FROM unnest(got_hold, got_type, got_pool, got_quantity, got_each, got_expires)
            AS u (hold, type, pool, quantity, each, expires);
    END IF;
    IF cardinality(claim_hold) > 0 THEN
        UPDATE type_people p SET taken = p.taken + g.quantity
        FROM (SELECT type, who, sum(quantity) AS quantity
              FROM unnest(claim_type, claim_who, claim_quantity) AS u (type, who, quantity)
              GROUP BY type, who) g
        WHERE p.ticket_type_id = g.type AND p.identity = g.who;
        INSERT INTO type_claims (hold_id, ticket_type_id, identity, quantity)
        SELECT u.hold, u.type, u.who, u.quantity
        FROM unnest(claim_hold, claim_type, claim_who, claim_quantity)
            AS u (hold, type, who, quantity)
        ON CONFLICT ON CONSTRAINT pk_type_claims DO UPDATE
            SET identity = excluded.identity, quantity = excluded.quantity, released_at = NULL;
    END IF;
END $$;
"""

# A hold says who takes it, again whenever somebody names another address. The rows of both persons
# are locked in one order before anything is counted; what was given back meanwhile is left alone.
CLAIM_HOLDS = """
CREATE FUNCTION claim_holds(given uuid[], people text[])
RETURNS TABLE (hold_id uuid, ticket_type_id uuid, available int)
LANGUAGE plpgsql AS $$
DECLARE
    one record;
BEGIN
    PERFORM 1 FROM holds h JOIN ticket_types t ON t.id = h.ticket_type_id
    WHERE h.hold_id = ANY (given) AND t.max_per_person IS NOT NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO type_people AS p (ticket_type_id, identity, taken, most)
    SELECT w.id, w.who, 0, w.most FROM (
        SELECT t.id, g.who, t.max_per_person AS most
        FROM unnest(given, people) AS g (hold, who)
        JOIN holds h ON h.hold_id = g.hold JOIN ticket_types t ON t.id = h.ticket_type_id
        WHERE t.max_per_person IS NOT NULL
        UNION
        SELECT t.id, c.identity, t.max_per_person
        FROM type_claims c JOIN ticket_types t ON t.id = c.ticket_type_id
        WHERE c.hold_id = ANY (given) AND c.released_at IS NULL AND t.max_per_person IS NOT NULL
    ) w ORDER BY w.id, w.who
    ON CONFLICT ON CONSTRAINT pk_type_people DO UPDATE SET most = greatest(excluded.most, p.taken);
    FOR one IN
        SELECT g.hold, g.who, t.id AS type, h.pieces, t.max_per_person AS most, c.identity AS before
        FROM unnest(given, people) AS g (hold, who)
        JOIN (
            SELECT DISTINCT l.hold_id AS hold, l.ticket_type_id AS type, l.quantity / l.each AS pieces
            FROM holds l WHERE l.hold_id = ANY (given)
        ) h ON h.hold = g.hold
        JOIN ticket_types t ON t.id = h.type AND t.max_per_person IS NOT NULL
        LEFT JOIN type_claims c
            ON c.hold_id = g.hold AND c.ticket_type_id = t.id AND c.released_at IS NULL
        WHERE c.identity IS DISTINCT FROM g.who
    LOOP
        UPDATE type_people p SET taken = p.taken + one.pieces
        WHERE p.ticket_type_id = one.type AND p.identity = one.who
          AND p.taken + one.pieces <= one.most;
        IF NOT FOUND THEN
            hold_id := one.hold;
            ticket_type_id := one.type;
            SELECT greatest(one.most - p.taken, 0) INTO available FROM type_people p
            WHERE p.ticket_type_id = one.type AND p.identity = one.who;
            RETURN NEXT;
            CONTINUE;
        END IF;
        UPDATE type_people p SET taken = p.taken - one.pieces
        WHERE p.ticket_type_id = one.type AND p.identity = one.before;
        INSERT INTO type_claims (hold_id, ticket_type_id, identity, quantity)
        VALUES (one.hold, one.type, one.who, one.pieces)
        ON CONFLICT ON CONSTRAINT pk_type_claims DO UPDATE
            SET identity = excluded.identity, quantity = excluded.quantity, released_at = NULL;
    END LOOP;
END $$;

CREATE FUNCTION release_claims(given uuid[], at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM type_people p JOIN type_claims c USING (ticket_type_id, identity)
    WHERE c.hold_id = ANY (given) AND c.released_at IS NULL
    ORDER BY p.ticket_type_id, p.identity FOR NO KEY UPDATE OF p;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    WITH gone AS (
        UPDATE type_claims c SET released_at = at
        WHERE c.hold_id = ANY (given) AND c.released_at IS NULL
        RETURNING c.ticket_type_id, c.identity, c.quantity
    )
    UPDATE type_people p SET taken = p.taken - g.quantity
    FROM (SELECT g.ticket_type_id, g.identity, sum(g.quantity)::int AS quantity
          FROM gone g GROUP BY 1, 2) g
    WHERE p.ticket_type_id = g.ticket_type_id AND p.identity = g.identity;
END $$;
"""

RELEASE_HOLDS = """
CREATE OR REPLACE FUNCTION release_holds(given uuid[], expired_at timestamptz)
RETURNS TABLE (hold_id uuid)
LANGUAGE plpgsql AS $$
DECLARE
    gone uuid[];
BEGIN
    PERFORM 1 FROM pools p
    WHERE p.id IN (SELECT h.pool_id FROM holds h WHERE h.hold_id = ANY (given))
    ORDER BY p.id FOR NO KEY UPDATE;
    WITH gone AS (
        DELETE FROM holds h
        WHERE h.hold_id = ANY (given) AND (expired_at IS NULL OR h.expires_at <= expired_at)
        RETURNING h.hold_id, h.pool_id, h.quantity
    ), back AS (
        UPDATE pools p SET held = p.held - g.quantity,
                           capacity = greatest(p.wanted, p.sold + p.held - g.quantity)
        FROM (SELECT pool_id, sum(quantity) AS quantity FROM gone GROUP BY pool_id) g
        WHERE p.id = g.pool_id
    )
    SELECT array_agg(DISTINCT g.hold_id) INTO gone FROM gone g;
    IF gone IS NOT NULL THEN
        PERFORM release_claims(gone, coalesce(expired_at, now()));
    END IF;
    RETURN QUERY SELECT unnest(gone);
END $$;
"""

# Tickets take the places of their types, whatever they were bought as; holds give up theirs. A hold
# that had expired claims its person's share again, as far as there is room.
SELL_PLACES = """
DROP FUNCTION sell_places(uuid[], uuid[], int[]);
CREATE FUNCTION sell_places(given uuid[], types uuid[], quantities int[]) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    late record;
    wanted int;
    sold_pools int;
BEGIN
    PERFORM 1 FROM pools p
    WHERE p.id IN (
        SELECT d.pool_id FROM ticket_type_pools d WHERE d.ticket_type_id = ANY (types)
        UNION ALL SELECT h.pool_id FROM holds h WHERE h.hold_id = ANY (given)
    )
    ORDER BY p.id FOR NO KEY UPDATE;
    WITH gone AS (
        DELETE FROM holds h WHERE h.hold_id = ANY (given) RETURNING h.pool_id, h.quantity
    ), moved AS (
        SELECT m.pool_id, sum(m.held)::int AS held, sum(m.sold)::int AS sold FROM (
            SELECT g.pool_id, g.quantity AS held, 0 AS sold FROM gone g
            UNION ALL
            SELECT d.pool_id, 0, w.quantity
            FROM unnest(types, quantities) AS w (type, quantity)
            JOIN ticket_type_pools d ON d.ticket_type_id = w.type
        ) m GROUP BY m.pool_id
    ), done AS (
        UPDATE pools p SET held = p.held - m.held, sold = p.sold + m.sold
        FROM moved m
        WHERE p.id = m.pool_id AND p.sold + p.held - m.held + m.sold <= p.capacity
        RETURNING p.id
    )
    SELECT (SELECT count(*) FROM moved), (SELECT count(*) FROM done) INTO wanted, sold_pools;
    IF sold_pools < wanted THEN
        RETURN 'sold_out';
    END IF;
    FOR late IN
        SELECT c.*, coalesce(t.max_per_person, c.quantity) AS most
        FROM type_claims c JOIN ticket_types t ON t.id = c.ticket_type_id
        WHERE c.hold_id = ANY (given) AND c.released_at IS NOT NULL
        ORDER BY c.ticket_type_id, c.identity, c.hold_id
    LOOP
        INSERT INTO type_people AS p (ticket_type_id, identity, taken, most)
        VALUES (late.ticket_type_id, late.identity, late.quantity, greatest(late.most, late.quantity))
        ON CONFLICT ON CONSTRAINT pk_type_people DO UPDATE
            SET taken = p.taken + late.quantity, most = greatest(late.most, p.taken + late.quantity)
            WHERE p.taken + late.quantity <= late.most;
        IF NOT FOUND THEN
            RETURN 'too_many_of_person';
        END IF;
        UPDATE type_claims c SET released_at = NULL
        WHERE c.hold_id = late.hold_id AND c.ticket_type_id = late.ticket_type_id;
    END LOOP;
    RETURN 'sold';
END $$;

CREATE FUNCTION return_places(types uuid[], quantities int[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM pools p
    WHERE p.id IN (SELECT d.pool_id FROM ticket_type_pools d WHERE d.ticket_type_id = ANY (types))
    ORDER BY p.id FOR NO KEY UPDATE;
    UPDATE pools p SET sold = p.sold - g.quantity,
                       capacity = greatest(p.wanted, p.sold + p.held - g.quantity)
    FROM (
        SELECT d.pool_id, sum(w.quantity)::int AS quantity
        FROM unnest(types, quantities) AS w (type, quantity)
        JOIN ticket_type_pools d ON d.ticket_type_id = w.type GROUP BY d.pool_id
    ) g
    WHERE p.id = g.pool_id;
END $$;

CREATE FUNCTION return_claims(hold uuid, types uuid[], pieces int[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM type_people p JOIN type_claims c USING (ticket_type_id, identity)
    WHERE c.hold_id = hold AND c.released_at IS NULL AND c.ticket_type_id = ANY (types)
    ORDER BY p.ticket_type_id, p.identity FOR NO KEY UPDATE OF p;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    WITH back AS (
        SELECT c.ticket_type_id, c.identity, least(w.pieces, c.quantity) AS pieces
        FROM unnest(types, pieces) AS w (type, pieces)
        JOIN type_claims c ON c.hold_id = hold AND c.ticket_type_id = w.type
        WHERE c.released_at IS NULL
    ), lowered AS (
        UPDATE type_people p SET taken = p.taken - b.pieces FROM back b
        WHERE p.ticket_type_id = b.ticket_type_id AND p.identity = b.identity
    )
    UPDATE type_claims c SET quantity = c.quantity - b.pieces FROM back b
    WHERE c.hold_id = hold AND c.ticket_type_id = b.ticket_type_id;
END $$;
"""


def upgrade() -> None:
    """Go forward."""
    op.add_column("pools", sa.Column("name", sa.String(), nullable=False, server_default=""))
    op.alter_column("pools", "name", server_default=None)
    op.create_index(
        "uq_pools_name", "pools", ["event_id", sa.text("lower(name)")], unique=True,
        postgresql_where=sa.text("name <> ''"),
    )  # fmt: skip
    _add("ticket_types", sa.Column("kind", sa.String(), nullable=False, server_default="admission"))
    _add("ticket_types", sa.Column("most_each", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("ticket_types", sa.Column("max_per_person", sa.Integer()))
    op.alter_column("ticket_types", "pool_id", nullable=True)
    for name, rule in {
        "kind": "kind IN ('admission', 'addon', 'bundle') AND (kind = 'bundle') = (pool_id IS NULL)",
        "most_each": "most_each BETWEEN 1 AND 20",
        "max_per_person": "max_per_person BETWEEN 1 AND 1000",
    }.items():
        op.create_check_constraint(op.f(f"ck_ticket_types_{name}"), "ticket_types", rule)
    _pair("ticket_type_pools", ("ticket_type_id", "ticket_types"), ("pool_id", "pools"))
    _pair(
        "bundle_parts", ("bundle_id", "ticket_types"), ("part_id", "ticket_types"),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 20", name=op.f("ck_bundle_parts_quantity")),
    )  # fmt: skip
    _pair("addon_hosts", ("addon_id", "ticket_types"), ("host_id", "ticket_types"))
    op.execute("INSERT INTO ticket_type_pools SELECT id, pool_id FROM ticket_types")
    op.create_table(
        "type_people",
        sa.Column("ticket_type_id", sa.Uuid(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken BETWEEN 0 AND most", name=op.f("ck_type_people_never_exceeded")),
        sa.ForeignKeyConstraint(
            ["ticket_type_id"], ["ticket_types.id"], name=op.f("fk_type_people_ticket_type_id")
        ),
        sa.PrimaryKeyConstraint("ticket_type_id", "identity", name=op.f("pk_type_people")),
    )
    op.create_table(
        "type_claims",
        sa.Column("hold_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_type_id", sa.Uuid(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_type_claims_quantity")),
        sa.ForeignKeyConstraint(
            ["ticket_type_id"], ["ticket_types.id"], name=op.f("fk_type_claims_ticket_type_id")
        ),
        sa.PrimaryKeyConstraint("hold_id", "ticket_type_id", name=op.f("pk_type_claims")),
    )
    op.create_index(
        "ix_type_claims_released", "type_claims", ["released_at"],
        postgresql_where=sa.text("released_at IS NOT NULL"),
    )  # fmt: skip
    _add("holds", sa.Column("each", sa.Integer(), nullable=False, server_default="1"), keep=True)
    op.drop_constraint(op.f("pk_holds"), "holds")
    op.create_primary_key(op.f("pk_holds"), "holds", ["hold_id", "ticket_type_id", "pool_id"])
    op.alter_column("order_lines", "pool_id", nullable=True)
    op.add_column("order_lines", sa.Column("parts", sa.dialects.postgresql.JSONB()))
    for script in (DRAWS_OF, TAKE_HOLDS, CLAIM_HOLDS, RELEASE_HOLDS, SELL_PLACES):
        run_script(script)


def downgrade() -> None:
    """There is no way back: bundles and shared pools have no place in what was before."""
    raise NotImplementedError


def _add(table: str, column: sa.Column, *, keep: bool = False) -> None:
    op.add_column(table, column)
    if not keep:
        op.alter_column(table, column.name, server_default=None)


def _pair(name: str, one: tuple[str, str], other: tuple[str, str], *more: sa.schema.SchemaItem) -> None:
    """Create a table of pairs, found from either side."""
    op.create_table(
        name,
        *(sa.Column(column, sa.Uuid(), nullable=False) for column, _ in (one, other)),
        *more,
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{name}_{column}"))
            for column, table in (one, other)
        ),
        sa.PrimaryKeyConstraint(one[0], other[0], name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_{other[0]}"), name, [other[0]])


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
