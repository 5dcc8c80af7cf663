"""Taking and giving back places, and what the database itself refuses.

Every function locks the pools it needs first, in the order of their ids, and only then touches
rows of holds: two of them never wait for each other in a circle. The lock is the weak one (NO KEY):
an order line that refers to a pool does not wait for the holds on it.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TAKE_HOLDS = """
CREATE FUNCTION take_holds(requests jsonb)
RETURNS TABLE (place int, outcome text, ticket_type_id uuid, available int)
LANGUAGE plpgsql AS $$
DECLARE
    pool_ids uuid[];
    free int[];
    before int[];
    known uuid[];
    request record;
    line record;
    slot int;
    got_hold uuid[] := '{}';
    got_type uuid[] := '{}';
    got_pool uuid[] := '{}';
    got_quantity int[] := '{}';
    got_expires timestamptz[] := '{}';
    first_of_request int;
BEGIN
    WITH wanted AS (
        SELECT DISTINCT t.pool_id
        FROM jsonb_array_elements(requests) r, jsonb_array_elements(r -> 'lines') l
        JOIN ticket_types t ON t.id = (l ->> 0)::uuid
    ), locked AS (
        SELECT p.id, p.capacity - p.sold - p.held AS free
        FROM pools p WHERE p.id IN (SELECT pool_id FROM wanted) ORDER BY p.id FOR NO KEY UPDATE
    )
    SELECT array_agg(l.id ORDER BY l.id), array_agg(l.free ORDER BY l.id)
    INTO pool_ids, free FROM locked l;

    -- After the lock: whoever took the same hold before us has committed.
    known := ARRAY(
        SELECT DISTINCT h.hold_id FROM holds h
        WHERE h.hold_id IN (SELECT (r ->> 'hold')::uuid FROM jsonb_array_elements(requests) r)
    );

    FOR request IN
        SELECT (r.ordinal - 1)::int AS place, (r.body ->> 'hold')::uuid AS hold,
               (r.body ->> 'at')::timestamptz AS at, (r.body ->> 'expires')::timestamptz AS expires,
               r.body -> 'lines' AS lines
        FROM jsonb_array_elements(requests) WITH ORDINALITY AS r (body, ordinal)
        ORDER BY r.ordinal
    LOOP
        place := request.place;
        outcome := 'taken';
        ticket_type_id := NULL;
        available := NULL;
        IF request.hold = ANY (known) THEN
            outcome := 'known';
            RETURN NEXT;
            CONTINUE;
        END IF;
        before := free;
        first_of_request := cardinality(got_hold);
        FOR line IN
            SELECT (l ->> 0)::uuid AS type_id, (l ->> 1)::int AS quantity, t.pool_id,
                   t.max_per_order,
                   e.state = 'published' AND NOT t.paused AND NOT t.hidden AND request.at < e.ends_at
                       AND request.at >= coalesce(t.sale_opens_at, '-infinity')
                       AND request.at < coalesce(t.sale_closes_at, 'infinity') AS on_sale
            FROM jsonb_array_elements(request.lines) l
            LEFT JOIN ticket_types t ON t.id = (l ->> 0)::uuid
            LEFT JOIN events e ON e.id = t.event_id
        LOOP
            slot := array_position(pool_ids, line.pool_id);
            outcome := CASE
                WHEN line.pool_id IS NULL THEN 'unknown'
                WHEN NOT line.on_sale THEN 'not_on_sale'
                WHEN line.quantity > line.max_per_order THEN 'too_many'
                WHEN free[slot] < line.quantity THEN 'sold_out'
                ELSE 'taken'
            END;
            IF outcome <> 'taken' THEN
                ticket_type_id := line.type_id;
                available := CASE outcome WHEN 'too_many' THEN line.max_per_order
                                          ELSE greatest(before[slot], 0) END;
                EXIT;
            END IF;
            free[slot] := free[slot] - line.quantity;
            got_hold := got_hold || request.hold;
            got_type := got_type || line.type_id;
            got_pool := got_pool || line.pool_id;
            got_quantity := got_quantity || line.quantity;
            got_expires := got_expires || request.expires;
        END LOOP;
        IF outcome = 'taken' THEN
            known := known || request.hold;
        ELSE
            free := before;
            got_hold := got_hold[1:first_of_request];
            got_type := got_type[1:first_of_request];
            got_pool := got_pool[1:first_of_request];
            got_quantity := got_quantity[1:first_of_request];
            got_expires := got_expires[1:first_of_request];
        END IF;
        RETURN NEXT;
    END LOOP;

    IF cardinality(got_hold) > 0 THEN
        UPDATE pools p SET held = p.held + g.quantity
        FROM (SELECT pool, sum(quantity) AS quantity
              FROM unnest(got_pool, got_quantity) AS u (pool, quantity) GROUP BY pool) g
        WHERE p.id = g.pool;
        INSERT INTO holds (hold_id, ticket_type_id, pool_id, quantity, reason, expires_at)
        SELECT u.hold, u.type, u.pool, u.quantity, 'checkout', u.expires
        FROM unnest(got_hold, got_type, got_pool, got_quantity, got_expires)
            AS u (hold, type, pool, quantity, expires);
    END IF;
END $$;
"""

RELEASE_HOLDS = """
CREATE FUNCTION release_holds(given uuid[], expired_at timestamptz)
RETURNS TABLE (hold_id uuid)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM pools p
    WHERE p.id IN (SELECT h.pool_id FROM holds h WHERE h.hold_id = ANY (given))
    ORDER BY p.id FOR NO KEY UPDATE;
    RETURN QUERY
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
    SELECT DISTINCT gone.hold_id FROM gone;
END $$;
"""

SELL_PLACES = """
CREATE FUNCTION sell_places(given uuid, pool_ids uuid[], quantities int[]) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    sold_pools int;
BEGIN
    PERFORM 1 FROM pools p WHERE p.id = ANY (pool_ids) ORDER BY p.id FOR NO KEY UPDATE;
    WITH gone AS (
        DELETE FROM holds h WHERE h.hold_id = given RETURNING h.pool_id, h.quantity
    ), held AS (
        SELECT g.pool_id, sum(g.quantity)::int AS quantity FROM gone g GROUP BY g.pool_id
    )
    UPDATE pools p SET held = p.held - coalesce(h.quantity, 0), sold = p.sold + w.quantity
    FROM unnest(pool_ids, quantities) AS w (pool_id, quantity)
    LEFT JOIN held h ON h.pool_id = w.pool_id
    WHERE p.id = w.pool_id
      AND p.sold + p.held - coalesce(h.quantity, 0) + w.quantity <= p.capacity;
    GET DIAGNOSTICS sold_pools = ROW_COUNT;
    RETURN sold_pools = cardinality(pool_ids);
END $$;
"""

APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER audit_lines_stay BEFORE DELETE ON audit_lines
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_lines_sealed BEFORE UPDATE ON audit_lines
    FOR EACH ROW WHEN (
        OLD.hash IS NOT NULL OR (OLD.id, OLD.at, OLD.actor, OLD.verb, OLD.subject, OLD.changes)
            IS DISTINCT FROM (NEW.id, NEW.at, NEW.actor, NEW.verb, NEW.subject, NEW.changes)
    ) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER scans_stay BEFORE DELETE OR UPDATE ON scans
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

def upgrade() -> None:
    """Go forward."""
    run_script(TAKE_HOLDS)
    run_script(RELEASE_HOLDS)
    run_script(SELL_PLACES)
    run_script(APPEND_ONLY)


def downgrade() -> None:
    """Go back."""
    run_script(
        """
        DROP TRIGGER scans_stay ON scans;
        DROP TRIGGER audit_lines_sealed ON audit_lines;
        DROP TRIGGER audit_lines_stay ON audit_lines;
        DROP FUNCTION refuse_change();
        DROP FUNCTION sell_places(uuid, uuid[], int[]);
        DROP FUNCTION release_holds(uuid[], timestamptz);
        DROP FUNCTION take_holds(jsonb);
        """
    )


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
