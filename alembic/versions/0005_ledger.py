"""The ledger, payouts, reconciliation, and who of the users is the platform's staff.

The ledger proves itself. The postings of an entry come in one statement, and never again; at the
commit every entry has at least two and sums to zero in each currency; nothing is changed or
removed. No foreign key leads from a posting to its account, because the key would lock a row that
every sale shares: `check_postings` sees to it that both ends exist, and neither can go away.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

GUARDS = """
CREATE FUNCTION prove_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    postings bigint;
    crooked boolean;
BEGIN
    SELECT coalesce(sum(c.postings), 0), coalesce(bool_or(c.total <> 0), false)
    INTO postings, crooked
    FROM (
        SELECT count(*) AS postings, sum(p.minor) AS total
        FROM ledger_postings p JOIN ledger_accounts a ON a.id = p.account_id
        WHERE p.entry_id = NEW.id GROUP BY a.currency
    ) c;
    IF crooked OR postings < 2 THEN
        RAISE EXCEPTION 'ledger entry % does not balance', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_balance';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION prove_entry();

CREATE FUNCTION check_postings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM fresh f
        LEFT JOIN ledger_entries e ON e.id = f.entry_id AND e.at = f.at
        LEFT JOIN ledger_accounts a ON a.id = f.account_id
        WHERE e.id IS NULL OR a.id IS NULL
    ) THEN
        RAISE EXCEPTION 'a posting has no entry of its moment, or no account'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'ledger_postings_whole';
    END IF;
    IF (SELECT count(*) FROM fresh) <> (
        SELECT count(*) FROM ledger_postings p
        WHERE p.entry_id IN (SELECT f.entry_id FROM fresh f)
    ) THEN
        RAISE EXCEPTION 'an entry that has postings gets no more of them'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_postings_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_postings_whole AFTER INSERT ON ledger_postings
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION check_postings();

CREATE TRIGGER ledger_entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_postings_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_postings
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_accounts_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_accounts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

POST_ENTRIES = """
CREATE FUNCTION post_entries(
    account_owners uuid[], account_kinds text[], gateways text[], currencies text[],
    kinds text[], reference_kinds text[], reference_ids uuid[], owners uuid[], subjects uuid[],
    moments timestamptz[], memos text[], correlation text,
    of_entries int[], of_accounts int[], minors bigint[]
) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    written int;
BEGIN
    INSERT INTO ledger_accounts (owner_id, kind, gateway, currency)
    SELECT u.owner_id, u.kind, u.gateway, u.currency
    FROM unnest(account_owners, account_kinds, gateways, currencies)
        AS u (owner_id, kind, gateway, currency)
    WHERE NOT EXISTS (
        SELECT 1 FROM ledger_accounts a
        WHERE a.owner_id = u.owner_id AND a.kind = u.kind
          AND a.gateway = u.gateway AND a.currency = u.currency
    )
    ORDER BY u.owner_id, u.kind, u.gateway, u.currency
    ON CONFLICT DO NOTHING;

    WITH wanted AS (
        SELECT * FROM unnest(kinds, reference_kinds, reference_ids, owners, subjects, moments, memos)
            WITH ORDINALITY AS u (kind, reference_kind, reference, owner_id, subject, at, memo, place)
    ), fresh AS (
        INSERT INTO ledger_entries
            (kind, reference_kind, reference, owner_id, subject, at, memo, correlation_id)
        SELECT w.kind, w.reference_kind, w.reference, w.owner_id, w.subject, w.at, w.memo,
               correlation
        FROM wanted w
        ON CONFLICT DO NOTHING
        RETURNING id, kind, reference, at
    ), named AS (
        SELECT u.place, a.id
        FROM unnest(account_owners, account_kinds, gateways, currencies) WITH ORDINALITY
            AS u (owner_id, kind, gateway, currency, place)
        JOIN ledger_accounts a ON a.owner_id = u.owner_id AND a.kind = u.kind
            AND a.gateway = u.gateway AND a.currency = u.currency
    ), moved AS (
        INSERT INTO ledger_postings (entry_id, account_id, at, minor)
        SELECT f.id, n.id, f.at, p.minor
        FROM unnest(of_entries, of_accounts, minors) AS p (entry, account, minor)
        JOIN wanted w ON w.place = p.entry
        JOIN fresh f ON f.reference = w.reference AND f.kind = w.kind
        JOIN named n ON n.place = p.account
    )
    SELECT count(*)::int INTO written FROM fresh;
    RETURN written;
END $$;
"""

SANDBOX_PAYOUTS = """
CREATE TABLE sandbox.payouts (
    id text PRIMARY KEY,
    payout_id uuid NOT NULL UNIQUE,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    account text NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'paid', 'failed')),
    reason text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    arrives_at timestamptz NOT NULL
);
"""


def upgrade() -> None:
    """Go forward."""
    op.create_table('ledger_accounts',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('gateway', sa.String(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_accounts'))
    )
    op.create_index('uq_ledger_accounts_name', 'ledger_accounts', ['owner_id', 'kind', 'gateway', 'currency'], unique=True)
    op.create_table('ledger_entries',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('reference_kind', sa.String(), nullable=False),
    sa.Column('reference', sa.Uuid(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('subject', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('memo', sa.String(), nullable=False),
    sa.Column('correlation_id', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_entries'))
    )
    op.create_index('ix_ledger_entries_owner', 'ledger_entries', ['owner_id', 'at'], unique=False)
    op.create_index('uq_ledger_entries_reference', 'ledger_entries', ['reference', 'kind'], unique=True)
    op.create_table('ledger_postings',
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minor', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('minor <> 0', name=op.f('ck_ledger_postings_minor')),
    sa.PrimaryKeyConstraint('entry_id', 'account_id', name=op.f('pk_ledger_postings'))
    )
    op.create_index('ix_ledger_postings_account', 'ledger_postings', ['account_id', 'at', 'entry_id'], unique=False, postgresql_include=['minor'])
    op.create_table('reconciliation_runs',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('gateway', sa.String(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('file_hash', sa.LargeBinary(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('matched', sa.Integer(), nullable=False),
    sa.Column('differing', sa.Integer(), nullable=False),
    sa.Column('totals', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reconciliation_runs'))
    )
    op.create_table('reconciliation_lines',
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('gateway_ref', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('theirs_minor', sa.BigInteger(), nullable=True),
    sa.Column('theirs_currency', sa.String(), nullable=False),
    sa.Column('ours_minor', sa.BigInteger(), nullable=True),
    sa.Column('ours_currency', sa.String(), nullable=False),
    sa.Column('reference', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("outcome IN ('matched', 'missing_here', 'missing_there', 'amount_differs', 'currency_differs', 'duplicate')", name=op.f('ck_reconciliation_lines_outcome')),
    sa.ForeignKeyConstraint(['run_id'], ['reconciliation_runs.id'], name=op.f('fk_reconciliation_lines_run_id')),
    sa.PrimaryKeyConstraint('run_id', 'place', name=op.f('pk_reconciliation_lines'))
    )
    op.create_index('ix_reconciliation_lines_outcome', 'reconciliation_lines', ['run_id', 'outcome', 'place'], unique=False)
    op.create_table('payout_settings',
    sa.Column('organizer_id', sa.Uuid(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('schedule', sa.String(), nullable=False),
    sa.Column('delay_days', sa.Integer(), nullable=False),
    sa.Column('reserve_basis_points', sa.Integer(), nullable=False),
    sa.Column('reserve_days', sa.Integer(), nullable=False),
    sa.Column('minimum_minor', sa.BigInteger(), nullable=False),
    sa.Column('destination', sa.String(), nullable=False),
    sa.Column('destination_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('blocked', sa.String(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("schedule IN ('daily', 'weekly', 'monthly', 'manual', 'after_event')", name=op.f('ck_payout_settings_schedule')),
    sa.CheckConstraint('delay_days BETWEEN 0 AND 90', name=op.f('ck_payout_settings_delay')),
    sa.CheckConstraint('minimum_minor >= 0', name=op.f('ck_payout_settings_minimum')),
    sa.CheckConstraint('reserve_basis_points BETWEEN 0 AND 10000 AND reserve_days BETWEEN 0 AND 365', name=op.f('ck_payout_settings_reserve')),
    sa.ForeignKeyConstraint(['organizer_id'], ['organizers.id'], name=op.f('fk_payout_settings_organizer_id')),
    sa.PrimaryKeyConstraint('organizer_id', 'currency', name=op.f('pk_payout_settings'))
    )
    op.create_table('payouts',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organizer_id', sa.Uuid(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('payable_minor', sa.BigInteger(), nullable=False),
    sa.Column('tax_minor', sa.BigInteger(), nullable=False),
    sa.Column('cash_minor', sa.BigInteger(), nullable=False),
    sa.Column('reserved_minor', sa.BigInteger(), nullable=False),
    sa.Column('gateway', sa.String(), nullable=False),
    sa.Column('gateway_ref', sa.String(), nullable=True),
    sa.Column('destination', sa.String(), nullable=False),
    sa.Column('destination_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('scheduled', 'sent', 'paid', 'failed', 'returned')", name=op.f('ck_payouts_state')),
    sa.CheckConstraint('amount_minor > 0 AND amount_minor = payable_minor + tax_minor - cash_minor', name=op.f('ck_payouts_amount')),
    sa.ForeignKeyConstraint(['organizer_id'], ['organizers.id'], name=op.f('fk_payouts_organizer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payouts'))
    )
    op.create_index('ix_payouts_open', 'payouts', ['id'], unique=False, postgresql_where=sa.text("state IN ('scheduled', 'sent')"))
    op.create_index('ix_payouts_organizer', 'payouts', ['organizer_id', 'created_at'], unique=False)
    op.create_index('uq_payouts_period', 'payouts', ['organizer_id', 'currency', 'period'], unique=True, postgresql_where=sa.text("state NOT IN ('failed', 'returned')"))
    op.create_table('payout_reserves',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('payout_id', sa.Uuid(), nullable=False),
    sa.Column('organizer_id', sa.Uuid(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('release_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_payout_reserves_amount')),
    sa.ForeignKeyConstraint(['organizer_id'], ['organizers.id'], name=op.f('fk_payout_reserves_organizer_id')),
    sa.ForeignKeyConstraint(['payout_id'], ['payouts.id'], name=op.f('fk_payout_reserves_payout_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payout_reserves'))
    )
    op.create_index('ix_payout_reserves_held', 'payout_reserves', ['release_at'], unique=False, postgresql_where=sa.text('released_at IS NULL'))
    op.create_index(op.f('ix_payout_reserves_organizer_id'), 'payout_reserves', ['organizer_id'], unique=False)
    op.create_index(op.f('ix_payout_reserves_payout_id'), 'payout_reserves', ['payout_id'], unique=False)
    op.add_column('users', sa.Column('is_staff', sa.Boolean(), server_default=sa.false(), nullable=False))
    run_script(GUARDS)
    run_script(POST_ENTRIES)
    run_script(SANDBOX_PAYOUTS)


def downgrade() -> None:
    """Go back."""
    run_script("DROP TABLE sandbox.payouts")
    op.drop_column('users', 'is_staff')
    op.drop_index(op.f('ix_payout_reserves_payout_id'), table_name='payout_reserves')
    op.drop_index(op.f('ix_payout_reserves_organizer_id'), table_name='payout_reserves')
    op.drop_index('ix_payout_reserves_held', table_name='payout_reserves', postgresql_where=sa.text('released_at IS NULL'))
    op.drop_table('payout_reserves')
    op.drop_index('uq_payouts_period', table_name='payouts', postgresql_where=sa.text("state NOT IN ('failed', 'returned')"))
    op.drop_index('ix_payouts_organizer', table_name='payouts')
    op.drop_index('ix_payouts_open', table_name='payouts', postgresql_where=sa.text("state IN ('scheduled', 'sent')"))
    op.drop_table('payouts')
    op.drop_table('payout_settings')
    op.drop_index('ix_reconciliation_lines_outcome', table_name='reconciliation_lines')
    op.drop_table('reconciliation_lines')
    op.drop_table('reconciliation_runs')
    op.drop_index('ix_ledger_postings_account', table_name='ledger_postings', postgresql_include=['minor'])
    op.drop_table('ledger_postings')
    op.drop_index('uq_ledger_entries_reference', table_name='ledger_entries')
    op.drop_index('ix_ledger_entries_owner', table_name='ledger_entries')
    op.drop_table('ledger_entries')
    op.drop_index('uq_ledger_accounts_name', table_name='ledger_accounts')
    op.drop_table('ledger_accounts')
    run_script(
        """
        DROP FUNCTION post_entries(
            uuid[], text[], text[], text[], text[], text[], uuid[], uuid[], uuid[], timestamptz[],
            text[], text, int[], int[], bigint[]
        );
        DROP FUNCTION check_postings();
        DROP FUNCTION prove_entry();
        """
    )


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
