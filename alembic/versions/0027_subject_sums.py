"""Checkpoints of an organizer's balances for each event, so that a payout does not add up them all.

The first checkpoint after this one sums up from the beginning; until then, and for moments before
it, the postings themselves are added up. A checkpoint that an older process makes meanwhile has
none of these sums: the next one makes up for it.
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# What has no subject stands under the nil UUID.
TABLES = """
CREATE TABLE ledger_subjects (
    account_id bigint NOT NULL,
    subject uuid NOT NULL,
    CONSTRAINT pk_ledger_subjects PRIMARY KEY (account_id, subject)
);
CREATE TABLE ledger_subject_sums (
    account_id bigint NOT NULL,
    subject uuid NOT NULL,
    checkpoint_id bigint NOT NULL,
    minor bigint NOT NULL,
    CONSTRAINT pk_ledger_subject_sums PRIMARY KEY (account_id, subject, checkpoint_id)
);
CREATE INDEX ix_ledger_subject_sums_checkpoint ON ledger_subject_sums (checkpoint_id);
CREATE TRIGGER ledger_subjects_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_subjects
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_subject_sums_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_subject_sums
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

MAKE = """
CREATE OR REPLACE FUNCTION make_checkpoint(upto bigint, now timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before record;
    made bigint;
    told bigint;
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

    SELECT c.last_entry INTO told FROM ledger_checkpoints c
    WHERE c.id = (SELECT max(x.checkpoint_id) FROM ledger_subject_sums x);
    WITH moved AS (
        SELECT p.account_id,
               coalesce(e.subject, '00000000-0000-0000-0000-000000000000') AS subject,
               sum(p.minor) AS minor
        FROM ledger_entries e JOIN ledger_postings p ON p.entry_id = e.id
        JOIN ledger_accounts a ON a.id = p.account_id
        WHERE e.id > coalesce(told, 0) AND e.id <= upto
          AND a.owner_id <> '00000000-0000-0000-0000-000000000000'
        GROUP BY 1, 2
    ), subjects AS (
        INSERT INTO ledger_subjects (account_id, subject)
        SELECT m.account_id, m.subject FROM moved m
        ON CONFLICT DO NOTHING
    )
    INSERT INTO ledger_subject_sums (account_id, subject, checkpoint_id, minor)
    SELECT m.account_id, m.subject, made, m.minor + coalesce((
        SELECT s.minor FROM ledger_subject_sums s
        WHERE s.account_id = m.account_id AND s.subject = m.subject
        ORDER BY s.checkpoint_id DESC LIMIT 1
    ), 0)
    FROM moved m;
END $$;
"""

# The sums of an owner's accounts in a currency, apart for each subject, up to and with a moment. It
# reads a few hundred rows: to start processes for that would take longer than all the rest.
BY_SUBJECT = """
CREATE FUNCTION ledger_by_subject(owner uuid, of_currency text, moment timestamptz)
RETURNS TABLE (subject uuid, kind text, total bigint)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan SET max_parallel_workers_per_gather = 0 AS $$
#variable_conflict use_column
DECLARE
    accounts bigint[];
    known record;
    newest bigint;
BEGIN
    SELECT array_agg(a.id) INTO accounts FROM ledger_accounts a
    WHERE a.owner_id = owner AND a.currency = of_currency;
    SELECT c.id, c.last_entry, c.at INTO known FROM ledger_checkpoints c
    WHERE c.at <= moment
      AND EXISTS (SELECT FROM ledger_subject_sums x WHERE x.checkpoint_id = c.id)
    ORDER BY c.at DESC, c.id DESC LIMIT 1;
    IF known.id IS NULL THEN
        RETURN QUERY
        SELECT e.subject, a.kind::text, sum(p.minor)::bigint
        FROM ledger_postings p JOIN ledger_entries e ON e.id = p.entry_id
        JOIN ledger_accounts a ON a.id = p.account_id
        WHERE p.account_id = ANY (accounts) AND p.at <= moment
        GROUP BY e.subject, a.kind;
        RETURN;
    END IF;
    SELECT max(c.last_entry) INTO newest FROM ledger_checkpoints c;
    RETURN QUERY
    SELECT nullif(m.subject, '00000000-0000-0000-0000-000000000000'), a.kind::text,
           sum(m.minor)::bigint
    FROM (
        SELECT t.account_id, t.subject, s.minor
        FROM ledger_subjects t CROSS JOIN LATERAL (
            SELECT s.minor FROM ledger_subject_sums s
            WHERE s.account_id = t.account_id AND s.subject = t.subject
              AND s.checkpoint_id <= known.id
            ORDER BY s.checkpoint_id DESC LIMIT 1
        ) s
        WHERE t.account_id = ANY (accounts)
        UNION ALL
        SELECT p.account_id, e.subject, p.minor
        FROM (
            SELECT p.entry_id, p.account_id, p.minor FROM ledger_postings p
            WHERE p.account_id = ANY (accounts) AND p.at > known.at AND p.at <= moment
            UNION ALL
            SELECT p.entry_id, p.account_id, p.minor
            FROM ledger_late l JOIN ledger_postings p ON p.entry_id = l.entry_id
            WHERE l.entry_id > known.last_entry AND l.at <= known.at
              AND p.account_id = ANY (accounts)
            UNION ALL
            SELECT p.entry_id, p.account_id, p.minor FROM ledger_postings p
            WHERE p.entry_id > newest AND p.account_id = ANY (accounts) AND p.at <= known.at
        ) p JOIN ledger_entries e ON e.id = p.entry_id
    ) m JOIN ledger_accounts a ON a.id = m.account_id
    GROUP BY 1, 2;
END $$;
"""


def upgrade() -> None:
    """Go forward."""
    for script in (TABLES, MAKE, BY_SUBJECT):
        run_script(script)


def downgrade() -> None:
    """Go back: checkpoints go on without these sums."""
    run_script(
        """
        DROP FUNCTION ledger_by_subject(uuid, text, timestamptz);
        """
        + MAKE.partition("    SELECT c.last_entry INTO told")[0]
        + """END $$;
        DROP TABLE ledger_subject_sums;
        DROP TABLE ledger_subjects;
        """
    )


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
