"""The room in front of a sale, and the list behind it.

`join_rooms` gives turns to many visitors with one statement. `keep_for_list` keeps places that come
free for the waiting list of their pool, in the transaction that frees them, whoever does it: no hold
can be faster. As everywhere, the pool is locked first and its holds after.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE waiting_rooms (
    event_id uuid NOT NULL,
    mode text NOT NULL,
    in_force boolean NOT NULL,
    called_at timestamptz,
    opens_at timestamptz NOT NULL,
    seed_hash bytea NOT NULL,
    sealed_seed bytea NOT NULL,
    seed bytea,
    drawn integer,
    drawn_at timestamptz,
    issued integer NOT NULL,
    admitted integer NOT NULL,
    spent_until timestamptz,
    rate_per_minute integer NOT NULL,
    at_once integer NOT NULL,
    pass_s integer NOT NULL,
    visit_s integer NOT NULL,
    CONSTRAINT pk_waiting_rooms PRIMARY KEY (event_id),
    CONSTRAINT ck_waiting_rooms_mode CHECK (mode IN ('off', 'on', 'automatic')),
    CONSTRAINT ck_waiting_rooms_admitted CHECK (admitted BETWEEN 0 AND issued),
    CONSTRAINT ck_waiting_rooms_rate_per_minute CHECK (rate_per_minute BETWEEN 1 AND 60000),
    CONSTRAINT ck_waiting_rooms_at_once CHECK (at_once BETWEEN 1 AND 100000),
    CONSTRAINT ck_waiting_rooms_draw CHECK (drawn_at IS NULL OR (drawn IS NOT NULL AND seed IS NOT NULL)),
    CONSTRAINT fk_waiting_rooms_event_id FOREIGN KEY(event_id) REFERENCES events (id)
) WITH (fillfactor = 50);
CREATE INDEX ix_waiting_rooms_standing ON waiting_rooms (event_id) WHERE mode <> 'off';
CREATE TABLE waiting_turns (
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    visitor text NOT NULL,
    user_id uuid,
    joined_at timestamptz NOT NULL,
    number integer,
    entered_at timestamptz,
    over_at timestamptz,
    CONSTRAINT pk_waiting_turns PRIMARY KEY (id),
    CONSTRAINT fk_waiting_turns_event_id FOREIGN KEY(event_id) REFERENCES waiting_rooms (event_id),
    CONSTRAINT fk_waiting_turns_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);
CREATE UNIQUE INDEX uq_waiting_turns_number ON waiting_turns (event_id, number);
CREATE UNIQUE INDEX uq_waiting_turns_user ON waiting_turns (event_id, user_id)
    WHERE over_at IS NULL AND user_id IS NOT NULL;
CREATE UNIQUE INDEX uq_waiting_turns_visitor ON waiting_turns (event_id, visitor)
    WHERE over_at IS NULL;
CREATE TABLE waiting_admissions (
    event_id uuid NOT NULL,
    up_to integer NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT pk_waiting_admissions PRIMARY KEY (event_id, up_to),
    CONSTRAINT fk_waiting_admissions_event_id FOREIGN KEY(event_id) REFERENCES waiting_rooms (event_id)
);
CREATE TABLE waiting_entries (
    id uuid NOT NULL,
    code text NOT NULL,
    event_id uuid NOT NULL,
    ticket_type_id uuid NOT NULL,
    pool_id uuid NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    locale text NOT NULL,
    user_id uuid,
    quantity integer NOT NULL,
    least integer NOT NULL,
    state text NOT NULL,
    skipped_free integer,
    joined_at timestamptz NOT NULL,
    closed_at timestamptz,
    CONSTRAINT pk_waiting_entries PRIMARY KEY (id),
    CONSTRAINT ck_waiting_entries_state CHECK (state IN ('waiting', 'offered', 'accepted', 'lapsed', 'left', 'over')),
    CONSTRAINT ck_waiting_entries_least CHECK (least BETWEEN 1 AND quantity),
    CONSTRAINT uq_waiting_entries_code UNIQUE (code),
    CONSTRAINT fk_waiting_entries_event_id FOREIGN KEY(event_id) REFERENCES events (id),
    CONSTRAINT fk_waiting_entries_ticket_type_id FOREIGN KEY(ticket_type_id) REFERENCES ticket_types (id),
    CONSTRAINT fk_waiting_entries_pool_id FOREIGN KEY(pool_id) REFERENCES pools (id),
    CONSTRAINT fk_waiting_entries_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);
CREATE INDEX ix_waiting_entries_event ON waiting_entries (event_id, id);
CREATE INDEX ix_waiting_entries_line ON waiting_entries (pool_id, id) WHERE state = 'waiting';
CREATE INDEX ix_waiting_entries_user_id ON waiting_entries (user_id);
CREATE UNIQUE INDEX uq_waiting_entries_email ON waiting_entries (ticket_type_id, lower(email))
    WHERE state IN ('waiting', 'offered');
CREATE TABLE waiting_offers (
    id uuid NOT NULL,
    entry_id uuid NOT NULL,
    hold_id uuid NOT NULL,
    quantity integer NOT NULL,
    state text NOT NULL,
    offered_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    closed_at timestamptz,
    CONSTRAINT pk_waiting_offers PRIMARY KEY (id),
    CONSTRAINT ck_waiting_offers_state CHECK (state IN ('open', 'accepted', 'declined', 'expired')),
    CONSTRAINT ck_waiting_offers_quantity CHECK (quantity > 0),
    CONSTRAINT fk_waiting_offers_entry_id FOREIGN KEY(entry_id) REFERENCES waiting_entries (id),
    CONSTRAINT uq_waiting_offers_hold_id UNIQUE (hold_id)
);
CREATE INDEX ix_waiting_offers_due ON waiting_offers (expires_at) WHERE state = 'open';
CREATE INDEX ix_waiting_offers_entry ON waiting_offers (entry_id, offered_at);
CREATE UNIQUE INDEX uq_waiting_offers_open ON waiting_offers (entry_id) WHERE state = 'open';
CREATE TABLE waiting_skips (
    id uuid NOT NULL,
    entry_id uuid NOT NULL,
    at timestamptz NOT NULL,
    reason text NOT NULL,
    free integer NOT NULL,
    least integer NOT NULL,
    CONSTRAINT pk_waiting_skips PRIMARY KEY (id),
    CONSTRAINT fk_waiting_skips_entry_id FOREIGN KEY(entry_id) REFERENCES waiting_entries (id)
);
CREATE INDEX ix_waiting_skips_entry ON waiting_skips (entry_id, at);
"""

# A room is locked once for all who come at the same moment; a turn that is over makes room for the
# next one of the same visitor. The first to come after the opening closes the draw.
JOIN_ROOMS = """
CREATE FUNCTION turn_ends(turn waiting_turns, room waiting_rooms) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN turn.entered_at IS NOT NULL THEN turn.entered_at + room.visit_s * interval '1 second'
        WHEN turn.number <= room.admitted THEN (
            SELECT a.at + room.pass_s * interval '1 second' FROM waiting_admissions a
            WHERE a.event_id = turn.event_id AND a.up_to >= turn.number ORDER BY a.up_to LIMIT 1
        )
        ELSE 'infinity'
    END
$$;

CREATE FUNCTION live_turns(event uuid, by_visitor text, by_user uuid)
RETURNS SETOF waiting_turns LANGUAGE sql STABLE AS $$
    SELECT * FROM waiting_turns t
    WHERE t.event_id = event AND t.over_at IS NULL AND t.visitor = by_visitor
    UNION
    SELECT * FROM waiting_turns t
    WHERE t.event_id = event AND t.over_at IS NULL AND t.user_id = by_user
$$;

CREATE FUNCTION join_rooms(requests jsonb)
RETURNS TABLE (place int, outcome text, turn uuid, number int, entered_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    room waiting_rooms;
    request record;
BEGIN
    FOR room IN
        SELECT r.* FROM waiting_rooms r
        WHERE r.event_id IN (SELECT (q ->> 'event')::uuid FROM jsonb_array_elements(requests) q)
        ORDER BY r.event_id FOR NO KEY UPDATE
    LOOP
        FOR request IN
            SELECT (q.ordinal - 1)::int AS place, (q.body ->> 'turn')::uuid AS turn,
                   q.body ->> 'visitor' AS visitor, (q.body ->> 'user')::uuid AS user_id,
                   (q.body ->> 'at')::timestamptz AS at
            FROM jsonb_array_elements(requests) WITH ORDINALITY AS q (body, ordinal)
            WHERE (q.body ->> 'event')::uuid = room.event_id ORDER BY q.ordinal
        LOOP
            place := request.place;
            turn := NULL;
            number := NULL;
            entered_at := NULL;
            IF NOT room.in_force THEN
                outcome := 'no_room';
                RETURN NEXT;
                CONTINUE;
            END IF;
            IF room.drawn IS NULL AND request.at >= room.opens_at THEN
                SELECT count(*) INTO room.drawn FROM waiting_turns t
                WHERE t.event_id = room.event_id;
                room.issued := room.drawn;
            END IF;
            UPDATE waiting_turns t SET over_at = request.at
            FROM live_turns(room.event_id, request.visitor, request.user_id) l
            WHERE t.id = l.id AND turn_ends(l, room) <= request.at;
            SELECT CASE WHEN t.visitor = request.visitor THEN 'known' ELSE 'elsewhere' END,
                   t.id, t.number, t.entered_at
            INTO outcome, turn, number, entered_at
            FROM live_turns(room.event_id, request.visitor, request.user_id) t
            ORDER BY t.visitor = request.visitor DESC LIMIT 1;
            IF NOT FOUND THEN
                IF room.drawn IS NOT NULL THEN
                    room.issued := room.issued + 1;
                    number := room.issued;
                END IF;
                INSERT INTO waiting_turns (id, event_id, visitor, user_id, joined_at, number)
                VALUES (request.turn, room.event_id, request.visitor, request.user_id,
                        request.at, number);
                outcome := 'joined';
                turn := request.turn;
            END IF;
            RETURN NEXT;
        END LOOP;
        UPDATE waiting_rooms r SET issued = room.issued, drawn = room.drawn
        WHERE r.event_id = room.event_id AND (r.issued, r.drawn) IS DISTINCT FROM
              (room.issued, room.drawn);
    END LOOP;
END $$;
"""

# `list_wants` is the fewest places that would help somebody on the pool's list. Whenever that many
# are neither sold nor held by a person, a hold with the reason `list` has them all; with fewer, the
# list has had its chance and everybody may buy them.
KEEP_FOR_LIST = """
ALTER TABLE pools ADD COLUMN list_wants integer CONSTRAINT ck_pools_list_wants CHECK (list_wants > 0);
CREATE INDEX ix_pools_listed ON pools (id) WHERE list_wants IS NOT NULL;
CREATE UNIQUE INDEX uq_holds_list ON holds (pool_id) WHERE reason = 'list';

CREATE FUNCTION keep_for_list() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept int := coalesce(
        (SELECT h.quantity FROM holds h WHERE h.pool_id = NEW.id AND h.reason = 'list'), 0);
    people int := NEW.held - kept;
    free int := NEW.wanted - NEW.sold - people;
    keep int := CASE WHEN free >= NEW.list_wants THEN free ELSE 0 END;
BEGIN
    IF keep = 0 AND kept > 0 THEN
        DELETE FROM holds h WHERE h.pool_id = NEW.id AND h.reason = 'list';
    ELSIF keep <> kept THEN
        INSERT INTO holds AS h (hold_id, ticket_type_id, pool_id, quantity, reason, expires_at)
        SELECT gen_random_uuid(), t.id, NEW.id, keep, 'list', '9999-01-01T00:00:00Z'
        FROM ticket_types t WHERE t.pool_id = NEW.id ORDER BY t.number LIMIT 1
        ON CONFLICT (pool_id) WHERE reason = 'list' DO UPDATE SET quantity = EXCLUDED.quantity;
    END IF;
    NEW.held := people + keep;
    NEW.capacity := greatest(NEW.wanted, NEW.sold + NEW.held);
    RETURN NEW;
END $$;
CREATE TRIGGER pools_keep_for_list BEFORE UPDATE ON pools FOR EACH ROW
    WHEN (NEW.list_wants IS NOT NULL OR OLD.list_wants IS NOT NULL)
    EXECUTE FUNCTION keep_for_list();
"""

# What the list does to its pool and to holds. `list_open_until` is null while nothing may be offered.
SERVE_LIST = """
CREATE FUNCTION list_open_until(type uuid, at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT least(e.starts_at, t.sale_closes_at) FROM ticket_types t
    JOIN events e ON e.id = t.event_id
    WHERE t.id = type AND e.state = 'published' AND NOT t.paused
      AND at < least(e.starts_at, t.sale_closes_at)
      AND at >= coalesce(t.sale_opens_at, '-infinity')
$$;

CREATE FUNCTION fewest_wanted(pool uuid, at timestamptz) RETURNS integer
LANGUAGE sql STABLE AS $$
    SELECT min(w.least) FROM (
        SELECT e.ticket_type_id, min(e.least) AS least FROM waiting_entries e
        WHERE e.pool_id = pool AND e.state = 'waiting' GROUP BY e.ticket_type_id
    ) w WHERE list_open_until(w.ticket_type_id, at) IS NOT NULL
$$;

CREATE FUNCTION lock_list(pool uuid, OUT free int, OUT kept int) LANGUAGE plpgsql AS $$
BEGIN
    SELECT p.capacity - p.sold - p.held INTO free FROM pools p WHERE p.id = pool
    FOR NO KEY UPDATE;
    kept := coalesce(
        (SELECT h.quantity FROM holds h WHERE h.pool_id = pool AND h.reason = 'list'), 0);
END $$;

CREATE FUNCTION tell_pool(pool uuid, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wants int := fewest_wanted(pool, at);
BEGIN
    UPDATE pools p SET list_wants = wants
    WHERE p.id = pool AND p.list_wants IS DISTINCT FROM wants;
END $$;

CREATE FUNCTION hold_for_list(hold uuid, type uuid, places int, until timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    pool uuid := (SELECT t.pool_id FROM ticket_types t WHERE t.id = type);
BEGIN
    PERFORM 1 FROM pools p WHERE p.id = pool FOR NO KEY UPDATE;
    INSERT INTO holds (hold_id, ticket_type_id, pool_id, quantity, reason, expires_at)
    VALUES (hold, type, pool, places, 'offer', until);
    UPDATE pools p SET held = p.held + places WHERE p.id = pool;
END $$;

CREATE FUNCTION lists_to_serve(at timestamptz) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    SELECT DISTINCT e.pool_id FROM waiting_entries e
    JOIN pools p ON p.id = e.pool_id JOIN events v ON v.id = e.event_id
    LEFT JOIN holds h ON h.pool_id = p.id AND h.reason = 'list'
    WHERE e.state = 'waiting' AND (
        h.quantity IS NOT NULL
        OR (p.list_wants IS NOT NULL AND p.capacity > p.sold + p.held
            AND e.skipped_free IS DISTINCT FROM p.capacity - p.sold - p.held)
        OR p.list_wants IS DISTINCT FROM fewest_wanted(p.id, at)
        OR v.starts_at <= at OR v.state IN ('ended', 'cancelled')
    )
    UNION
    SELECT p.id FROM pools p
    WHERE p.list_wants IS NOT NULL AND p.list_wants IS DISTINCT FROM fewest_wanted(p.id, at)
$$;
"""


def upgrade() -> None:
    """Go forward."""
    run_script(TABLES)
    run_script(JOIN_ROOMS)
    run_script(KEEP_FOR_LIST)
    run_script(SERVE_LIST)


def downgrade() -> None:
    """Go back; kept places return to their pools."""
    run_script(
        """
        DROP FUNCTION lists_to_serve(timestamptz);
        DROP FUNCTION hold_for_list(uuid, uuid, int, timestamptz);
        DROP FUNCTION tell_pool(uuid, timestamptz);
        DROP FUNCTION lock_list(uuid);
        DROP FUNCTION fewest_wanted(uuid, timestamptz);
        DROP FUNCTION list_open_until(uuid, timestamptz);
        UPDATE pools SET list_wants = NULL WHERE list_wants IS NOT NULL;
        DROP TRIGGER pools_keep_for_list ON pools;
        DROP FUNCTION keep_for_list();
        DROP INDEX uq_holds_list;
        ALTER TABLE pools DROP COLUMN list_wants;
        DROP FUNCTION join_rooms(jsonb);
        DROP FUNCTION live_turns(uuid, text, uuid);
        DROP FUNCTION turn_ends(waiting_turns, waiting_rooms);
        DROP TABLE waiting_skips, waiting_offers, waiting_entries,
            waiting_admissions, waiting_turns, waiting_rooms;
        """
    )


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
