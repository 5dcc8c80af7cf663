"""Checkpoints of the ledger: sums that are final, so that a balance need not add up all there is.

Every transaction gets its number (xid) before its entries get theirs. Once all transactions are
over that had a number when an entry was seen, no entry with a smaller id can appear any more: what
a checkpoint sums is final. It covers entries up to `last_entry`, all of them at or before `at`.
What is posted later with an earlier moment stands in `ledger_late`, or behind the last checkpoint.
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE ledger_checkpoints (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_ledger_checkpoints PRIMARY KEY,
    last_entry bigint NOT NULL,
    at timestamptz NOT NULL,
    made_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX uq_ledger_checkpoints_last_entry ON ledger_checkpoints (last_entry);
CREATE INDEX ix_ledger_checkpoints_at ON ledger_checkpoints (at, id);
CREATE TABLE ledger_sums (
    account_id bigint NOT NULL,
    checkpoint_id bigint NOT NULL,
    minor bigint NOT NULL,
    CONSTRAINT pk_ledger_sums PRIMARY KEY (account_id, checkpoint_id)
);
CREATE TABLE ledger_late (
    entry_id bigint NOT NULL CONSTRAINT pk_ledger_late PRIMARY KEY,
    at timestamptz NOT NULL
);
CREATE TRIGGER ledger_checkpoints_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_sums_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_sums
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_late_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_late
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

# The number of the transaction, before its entries get their ids.
NUMBER_ENTRIES = """
CREATE FUNCTION number_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_current_xact_id();
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entries_number BEFORE INSERT ON ledger_entries
    FOR EACH STATEMENT EXECUTE FUNCTION number_transaction();
"""

# A plan for any numbers would read far too much: only the numbers say how near the end they are.
FUNCTIONS = """
CREATE FUNCTION make_checkpoint(upto bigint, now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before record;
    made bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger:checkpoint', 0));
    SELECT c.id, c.last_entry, c.at INTO before
    FROM ledger_checkpoints c ORDER BY c.last_entry DESC LIMIT 1;
    IF before.last_entry >= upto THEN
        RETURN;
    END IF;
    INSERT INTO ledger_checkpoints (last_entry, at, made_at)
    SELECT upto, greatest(before.at, max(e.at)), now FROM ledger_entries e
    WHERE e.id > coalesce(before.last_entry, 0) AND e.id <= upto
    RETURNING id INTO made;
    INSERT INTO ledger_sums (account_id, checkpoint_id, minor)
    SELECT p.account_id, made, sum(p.minor) + coalesce((
        SELECT s.minor FROM ledger_sums s
        WHERE s.account_id = p.account_id ORDER BY s.checkpoint_id DESC LIMIT 1
    ), 0)
    FROM ledger_postings p
    WHERE p.entry_id > coalesce(before.last_entry, 0) AND p.entry_id <= upto
    GROUP BY p.account_id;
    INSERT INTO ledger_late (entry_id, at)
    SELECT e.id, e.at FROM ledger_entries e
    WHERE e.id > before.last_entry AND e.id <= upto AND e.at <= before.at;
END $$;

-- The sum of an account's postings before (moment, entry).
CREATE FUNCTION ledger_sum(account bigint, moment timestamptz, entry bigint)
RETURNS bigint LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    known record;
    newest bigint;
    total bigint;
BEGIN
    SELECT c.id, c.last_entry, c.at INTO known FROM ledger_checkpoints c
    WHERE c.at < moment ORDER BY c.at DESC, c.id DESC LIMIT 1;
    IF known.id IS NULL THEN
        SELECT coalesce(sum(p.minor), 0) INTO total FROM ledger_postings p
        WHERE p.account_id = account AND (p.at, p.entry_id) < (moment, entry);
        RETURN total;
    END IF;
    SELECT max(c.last_entry) INTO newest FROM ledger_checkpoints c;
    SELECT coalesce((
        SELECT s.minor FROM ledger_sums s
        WHERE s.account_id = account AND s.checkpoint_id <= known.id
        ORDER BY s.checkpoint_id DESC LIMIT 1
    ), 0) + coalesce((
        SELECT sum(p.minor) FROM ledger_postings p
        WHERE p.account_id = account AND p.at > known.at AND (p.at, p.entry_id) < (moment, entry)
    ), 0) + coalesce((
        SELECT sum(p.minor) FROM ledger_late l JOIN ledger_postings p ON p.entry_id = l.entry_id
        WHERE l.entry_id > known.last_entry AND l.at <= known.at AND p.account_id = account
    ), 0) + coalesce((
        SELECT sum(p.minor) FROM ledger_postings p
        WHERE p.entry_id > newest AND p.account_id = account AND p.at <= known.at
    ), 0) INTO total;
    RETURN total;
END $$;

-- The sums of all accounts up to and with a moment.
CREATE FUNCTION ledger_trial(moment timestamptz)
RETURNS TABLE (account_id bigint, total bigint)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
    known record;
    after bigint;
    newest bigint;
BEGIN
    SELECT c.id, c.last_entry INTO known FROM ledger_checkpoints c
    WHERE c.at <= moment ORDER BY c.at DESC, c.id DESC LIMIT 1;
    SELECT max(c.last_entry) INTO newest FROM ledger_checkpoints c;
    SELECT c.last_entry INTO after FROM ledger_checkpoints c
    WHERE c.at >= moment AND c.last_entry >= coalesce(known.last_entry, 0)
    ORDER BY c.at, c.id LIMIT 1;
    RETURN QUERY
    SELECT m.account_id, sum(m.minor)::bigint FROM (
        SELECT a.id AS account_id, s.minor
        FROM ledger_accounts a CROSS JOIN LATERAL (
            SELECT s.minor FROM ledger_sums s
            WHERE s.account_id = a.id AND s.checkpoint_id <= known.id
            ORDER BY s.checkpoint_id DESC LIMIT 1
        ) s
        UNION ALL
        SELECT p.account_id, p.minor FROM ledger_postings p
        WHERE p.entry_id > coalesce(known.last_entry, 0) AND p.at <= moment
          AND p.entry_id <= coalesce(after, newest, 0)
        UNION ALL
        SELECT p.account_id, p.minor
        FROM ledger_late l JOIN ledger_postings p ON p.entry_id = l.entry_id
        WHERE l.entry_id > coalesce(after, newest, 0) AND l.at <= moment
        UNION ALL
        SELECT p.account_id, p.minor FROM ledger_postings p
        WHERE p.entry_id > coalesce(newest, 0) AND p.at <= moment
    ) m GROUP BY m.account_id;
END $$;
"""


def upgrade() -> None:
    """Go forward."""
    for script in (TABLES, NUMBER_ENTRIES, FUNCTIONS):
        run_script(script)


def downgrade() -> None:
    """Go back."""
    run_script(
        """
        DROP FUNCTION ledger_trial(timestamptz);
        DROP FUNCTION ledger_sum(bigint, timestamptz, bigint);
        DROP FUNCTION make_checkpoint(bigint, timestamptz);
        DROP TRIGGER ledger_entries_number ON ledger_entries;
        DROP FUNCTION number_transaction();
        DROP TABLE ledger_late;
        DROP TABLE ledger_sums;
        DROP TABLE ledger_checkpoints;
        """
    )


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
