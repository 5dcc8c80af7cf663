"""Tiers, codes, cards, taxes, invoices; and the counting of what may be used so often.

Every function that moves an allowance locks the allowances first, in the order of their ids, then
the rows of uses, then those of people: two of them never wait for each other in a circle.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TAKE_USES = """
CREATE FUNCTION take_uses(given uuid, until timestamptz, ids uuid[], quantities int[])
RETURNS TABLE (allowance_id uuid, kept int)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM allowances a WHERE a.id = ANY (ids) ORDER BY a.id FOR NO KEY UPDATE;
    WITH fit AS (
        SELECT a.id, least(w.quantity, coalesce(a.most - a.held - a.used, w.quantity)) AS n
        FROM unnest(ids, quantities) AS w (id, quantity)
        JOIN allowances a ON a.id = w.id
        WHERE NOT EXISTS (
            SELECT 1 FROM allowance_uses u
            WHERE u.hold_id = given AND u.allowance_id = a.id AND u.state <> 'released'
        )
    ), counted AS (
        UPDATE allowances a SET held = a.held + f.n FROM fit f WHERE a.id = f.id AND f.n > 0
    )
    INSERT INTO allowance_uses AS u
        (hold_id, allowance_id, quantity, state, identity, expires_at)
    SELECT given, f.id, f.n, 'held', '', until FROM fit f WHERE f.n > 0
    ON CONFLICT ON CONSTRAINT pk_allowance_uses DO UPDATE
        SET quantity = excluded.quantity, state = 'held', identity = '',
            expires_at = excluded.expires_at;
    RETURN QUERY
    SELECT u.allowance_id, u.quantity FROM allowance_uses u
    WHERE u.hold_id = given AND u.allowance_id = ANY (ids) AND u.state <> 'released';
END $$;
"""

CLAIM_USES = """
CREATE FUNCTION claim_uses(given uuid, who text) RETURNS TABLE (promo_id uuid)
LANGUAGE plpgsql AS $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT u.allowance_id AS id, u.identity AS before, p.per_identity AS most
        FROM allowance_uses u JOIN promos p ON p.id = u.allowance_id
        WHERE u.hold_id = given AND u.state = 'held' AND p.per_identity IS NOT NULL
          AND u.identity <> who
        ORDER BY u.allowance_id FOR NO KEY UPDATE OF u
    LOOP
        UPDATE promo_identities i SET uses = i.uses - 1
        WHERE i.promo_id = one.id AND i.identity = one.before;
        INSERT INTO promo_identities AS i (promo_id, identity, uses, most)
        VALUES (one.id, who, 1, one.most)
        ON CONFLICT ON CONSTRAINT pk_promo_identities DO UPDATE
            SET uses = i.uses + 1, most = greatest(excluded.most, i.uses + 1)
            WHERE i.uses < excluded.most;
        IF FOUND THEN
            UPDATE allowance_uses u SET identity = who
            WHERE u.hold_id = given AND u.allowance_id = one.id;
        ELSE
            promo_id := one.id;
            RETURN NEXT;
        END IF;
    END LOOP;
END $$;
"""

DROP_USES = """
CREATE FUNCTION drop_uses(given uuid, keep uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM allowances a
    WHERE a.id IN (
        SELECT u.allowance_id FROM allowance_uses u
        WHERE u.hold_id = given AND u.state = 'held' AND u.allowance_id <> ALL (keep)
    )
    ORDER BY a.id FOR NO KEY UPDATE;
    WITH gone AS (
        DELETE FROM allowance_uses u
        WHERE u.hold_id = given AND u.state = 'held' AND u.allowance_id <> ALL (keep)
        RETURNING u.allowance_id, u.quantity, u.identity
    ), counted AS (
        UPDATE allowances a SET held = a.held - g.quantity FROM gone g WHERE a.id = g.allowance_id
    )
    UPDATE promo_identities i SET uses = i.uses - 1
    FROM gone g WHERE i.promo_id = g.allowance_id AND i.identity = g.identity;
END $$;
"""

RELEASE_USES = """
CREATE FUNCTION release_uses(given uuid[], standing text, expired_at timestamptz) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    released int;
BEGIN
    PERFORM 1 FROM allowances a
    WHERE a.id IN (SELECT u.allowance_id FROM allowance_uses u WHERE u.hold_id = ANY (given))
    ORDER BY a.id FOR NO KEY UPDATE;
    WITH gone AS (
        UPDATE allowance_uses u SET state = 'released'
        WHERE u.hold_id = ANY (given) AND u.state = standing
          AND (expired_at IS NULL OR u.expires_at <= expired_at)
        RETURNING u.allowance_id, u.quantity, u.identity
    ), counted AS (
        UPDATE allowances a
        SET held = a.held - CASE standing WHEN 'held' THEN g.quantity ELSE 0 END,
            used = a.used - CASE standing WHEN 'used' THEN g.quantity ELSE 0 END
        FROM (SELECT allowance_id, sum(quantity)::int AS quantity FROM gone GROUP BY 1) g
        WHERE a.id = g.allowance_id
    ), forgotten AS (
        UPDATE promo_identities i SET uses = i.uses - g.n
        FROM (SELECT allowance_id, identity, count(*)::int AS n FROM gone GROUP BY 1, 2) g
        WHERE i.promo_id = g.allowance_id AND i.identity = g.identity
    )
    SELECT count(*) INTO released FROM gone;
    RETURN released;
END $$;
"""

USE_UP = """
CREATE FUNCTION use_up(given uuid[]) RETURNS TABLE (hold_id uuid, allowance_id uuid)
LANGUAGE plpgsql AS $$
DECLARE
    late record;
BEGIN
    PERFORM 1 FROM allowances a
    WHERE a.id IN (SELECT u.allowance_id FROM allowance_uses u WHERE u.hold_id = ANY (given))
    ORDER BY a.id FOR NO KEY UPDATE;
    WITH kept AS (
        UPDATE allowance_uses u SET state = 'used'
        WHERE u.hold_id = ANY (given) AND u.state = 'held'
        RETURNING u.allowance_id, u.quantity
    )
    UPDATE allowances a SET held = a.held - k.quantity, used = a.used + k.quantity
    FROM (SELECT k.allowance_id, sum(k.quantity)::int AS quantity FROM kept k GROUP BY 1) k
    WHERE a.id = k.allowance_id;
    -- What was released meanwhile is used again as far as there is room.
    FOR late IN
        SELECT u.hold_id, u.allowance_id, u.quantity, u.identity FROM allowance_uses u
        WHERE u.hold_id = ANY (given) AND u.state = 'released'
        ORDER BY u.allowance_id, u.hold_id FOR NO KEY UPDATE
    LOOP
        hold_id := late.hold_id;
        allowance_id := late.allowance_id;
        PERFORM 1 FROM allowances a
        WHERE a.id = late.allowance_id
          AND (a.most IS NULL OR a.held + a.used + late.quantity <= a.most);
        IF NOT FOUND THEN
            RETURN NEXT;
            CONTINUE;
        END IF;
        UPDATE promo_identities i SET uses = i.uses + 1
        WHERE i.promo_id = late.allowance_id AND i.identity = late.identity AND i.uses < i.most;
        IF NOT FOUND AND late.identity <> '' THEN
            RETURN NEXT;
            CONTINUE;
        END IF;
        UPDATE allowances a SET used = a.used + late.quantity WHERE a.id = late.allowance_id;
        UPDATE allowance_uses u SET state = 'used'
        WHERE u.hold_id = late.hold_id AND u.allowance_id = late.allowance_id;
    END LOOP;
END $$;
"""

PRICE_BOOKS = """
CREATE FUNCTION price_books(
    of_events uuid[], on_at timestamptz, for_hold uuid, typed_codes text[], card_hashes bytea[],
    who text, company text, with_credit boolean
)
RETURNS TABLE (id uuid, book jsonb)
LANGUAGE plpgsql STABLE
-- Planning the statement takes four times as long as running it: it is planned once.
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    -- The place of supply of an event with a venue is the venue's country, wherever the buyer
    -- lives; of one without, the organizer's. The rate is that of the day the event starts on.
    RETURN QUERY
    SELECT e.id, jsonb_build_object(
        'currency', e.currency,
        'passed_on', e.fees_passed_on,
        'has_uses', EXISTS (
            SELECT 1 FROM allowance_uses u WHERE u.hold_id = for_hold AND u.state = 'held'
        ),
        'fee', (
            SELECT jsonb_build_array(f.basis_points, f.fixed_minor) FROM fee_plans f
            WHERE f.organizer_id = e.organizer_id AND f.currency = e.currency
        ),
        'hidden', (
            SELECT jsonb_agg(k.id) FROM ticket_types k WHERE k.event_id = e.id AND k.hidden
        ),
        'tiers', (
            SELECT jsonb_agg(jsonb_build_object(
                'id', t.id, 'ticket_type_id', t.ticket_type_id, 'name', t.name,
                'price_minor', t.price_minor, 'starts_at', t.starts_at, 'ends_at', t.ends_at,
                'left', coalesce(u.quantity, a.most - a.held - a.used)
            ) ORDER BY t.position, t.id)
            FROM ticket_types k JOIN price_tiers t ON t.ticket_type_id = k.id
            LEFT JOIN allowances a ON a.id = t.id
            LEFT JOIN allowance_uses u ON u.hold_id = for_hold AND u.allowance_id = t.id
                AND u.state <> 'released'
            WHERE k.event_id = e.id
        ),
        'groups', (
            SELECT jsonb_agg(jsonb_build_object(
                'ticket_type_id', g.ticket_type_id, 'from_quantity', g.from_quantity,
                'price_minor', g.price_minor
            ))
            FROM ticket_types k JOIN group_prices g ON g.ticket_type_id = k.id
            WHERE k.event_id = e.id
        ),
        'live', (
            SELECT jsonb_object_agg(l.ticket_type_id, l.current_minor)
            FROM ticket_types k JOIN live_prices l ON l.ticket_type_id = k.id AND l.active
            WHERE k.event_id = e.id
        ),
        'promos', (
            SELECT jsonb_agg(jsonb_build_object(
                'id', p.id, 'kind', p.kind, 'value', p.value, 'code', p.code, 'name', p.name,
                'buy', p.buy, 'get', p.give, 'ticket_types', p.ticket_types,
                'audience', p.audience, 'starts_at', p.starts_at, 'ends_at', p.ends_at,
                'min_minor', p.min_minor, 'most_tickets', p.most_tickets,
                'stackable', p.stackable,
                'left', a.most - a.held - a.used + coalesce(u.quantity, 0)
            ))
            FROM promos p
            LEFT JOIN allowances a ON a.id = p.id
            LEFT JOIN allowance_uses u ON u.hold_id = for_hold AND u.allowance_id = p.id
                AND u.state <> 'released'
            WHERE p.event_id = e.id AND NOT p.paused
              AND (p.code = '' OR p.code = ANY (typed_codes))
        ),
        'audiences', (
            SELECT jsonb_agg(DISTINCT m.audience) FROM audience_members m
            WHERE m.organizer_id = e.organizer_id AND m.identity IN (who, company)
        ),
        'purses', (
            SELECT jsonb_agg(jsonb_build_object(
                'hash', encode(p.code_hash, 'hex'),
                'purse', jsonb_build_object(
                    'id', p.id, 'balance_minor', p.balance_minor,
                    'is_card', p.kind = 'gift_card', 'expires_at', p.expires_at
                )
            ))
            FROM purses p
            WHERE p.organizer_id = e.organizer_id AND p.currency = e.currency AND NOT p.paused
              AND coalesce(p.expires_at > on_at, true)
              AND (p.code_hash = ANY (card_hashes)
                   OR (with_credit AND p.identity = who))
        ),
        'tax', (
            SELECT jsonb_build_object(
                'place', s.place, 'kind', s.kind, 'included', s.included,
                'rounding', s.rounding, 'reverse_charge', s.reverse_charge,
                'rates', (
                    SELECT jsonb_object_agg(r.kind, r.ppm) FROM (
                        SELECT DISTINCT ON (r.kind) r.kind, r.ppm FROM tax_rules r
                        WHERE r.country = s.place AND r.valid_from <= CAST(e.starts_local AS date)
                          AND coalesce(r.organizer_id = e.organizer_id, true)
                        ORDER BY r.kind, r.organizer_id NULLS LAST, r.valid_from DESC
                    ) r
                ),
                'kinds', (
                    SELECT jsonb_object_agg(x.ticket_type_id, x.kind)
                    FROM ticket_types k JOIN tax_kinds x ON x.ticket_type_id = k.id
                    WHERE k.event_id = e.id
                )
            )
            FROM (
                SELECT t.*, coalesce(nullif(e.country, ''), t.country) AS place
                FROM tax_settings t WHERE t.organizer_id = e.organizer_id AND t.registered
            ) s
        )
    ) AS book
    FROM events e WHERE e.id = ANY (of_events);
END $$;
"""

APPEND_ONLY = """
CREATE TRIGGER purse_entries_stay BEFORE DELETE OR UPDATE ON purse_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoices_stay BEFORE DELETE OR UPDATE ON invoices
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER price_history_stays BEFORE DELETE OR UPDATE ON price_history
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

# What everybody starts with; organizers may set their own. Country, kind, ppm, valid from.
# "admission" is the reduced rate that some states have for concerts and theatre.
RATES = """
AT standard 200000 2016-01-01
AT admission 130000 2016-01-01
AU standard 100000 2000-07-01
BA standard 170000 2006-01-01
BE standard 210000 1996-01-01
BE admission 60000 2000-01-01
BG standard 200000 1999-01-01
CH standard 77000 2018-01-01
CH standard 81000 2024-01-01
CY standard 190000 2014-01-13
CZ standard 210000 2013-01-01
DE standard 190000 2021-01-01
DE admission 70000 2021-01-01
DK standard 250000 1992-01-01
EE standard 220000 2024-01-01
EE standard 240000 2025-07-01
EG standard 140000 2017-07-01
ES standard 210000 2012-09-01
ES admission 100000 2017-06-29
FI standard 240000 2013-01-01
FI standard 255000 2024-09-01
FR standard 200000 2014-01-01
FR admission 55000 2015-01-01
GB standard 200000 2011-01-04
GR standard 240000 2016-06-01
HR standard 250000 2012-03-01
HU standard 270000 2012-01-01
IE standard 230000 2021-03-01
IS standard 240000 2015-01-01
IT standard 220000 2013-10-01
IT admission 100000 2000-01-01
JP standard 100000 2019-10-01
LT standard 210000 2009-09-01
LU standard 170000 2024-01-01
LV standard 210000 2012-07-01
ME standard 210000 2018-01-01
MK standard 180000 2000-04-01
MT standard 180000 2004-01-01
NL standard 210000 2012-10-01
NL admission 90000 2019-01-01
NO standard 250000 2005-01-01
NZ standard 150000 2010-10-01
PL standard 230000 2011-01-01
PL admission 80000 2011-01-01
PT standard 230000 2011-01-01
RO standard 190000 2017-01-01
RO standard 210000 2025-08-01
RS standard 200000 2012-10-01
SE standard 250000 1990-07-01
SE admission 60000 1997-01-01
SG standard 90000 2024-01-01
SI standard 220000 2013-07-01
SK standard 200000 2011-01-01
SK standard 230000 2025-01-01
TR standard 200000 2023-07-10
"""


def upgrade() -> None:
    """Go forward."""
    op.create_table('allowances',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=True),
    sa.Column('held', sa.Integer(), nullable=False),
    sa.Column('used', sa.Integer(), nullable=False),
    sa.CheckConstraint('held >= 0 AND used >= 0', name=op.f('ck_allowances_not_negative')),
    sa.CheckConstraint('most IS NULL OR held + used <= most', name=op.f('ck_allowances_never_exceeded')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allowances')),
    postgresql_with={'fillfactor': 50}
    )
    op.create_table('vat_checks',
    sa.Column('reference', sa.Uuid(), nullable=False),
    sa.Column('vat_id', sa.String(), nullable=False),
    sa.Column('country', sa.String(), nullable=False),
    sa.Column('standing', sa.String(), nullable=False),
    sa.Column('company', sa.String(), nullable=False),
    sa.Column('evidence', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('flagged', sa.Boolean(), nullable=False),
    sa.CheckConstraint("standing IN ('none', 'valid', 'invalid', 'unchecked')", name=op.f('ck_vat_checks_standing')),
    sa.PrimaryKeyConstraint('reference', name=op.f('pk_vat_checks'))
    )
    op.create_index('ix_vat_checks_open', 'vat_checks', ['asked_at'], unique=False, postgresql_where=sa.text("standing = 'unchecked'"))
    op.create_table('allowance_uses',
    sa.Column('hold_id', sa.Uuid(), nullable=False),
    sa.Column('allowance_id', sa.Uuid(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('identity', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('held', 'used', 'released')", name=op.f('ck_allowance_uses_state')),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_allowance_uses_quantity')),
    sa.ForeignKeyConstraint(['allowance_id'], ['allowances.id'], name=op.f('fk_allowance_uses_allowance_id')),
    sa.PrimaryKeyConstraint('hold_id', 'allowance_id', name=op.f('pk_allowance_uses'))
    )
    op.create_index(op.f('ix_allowance_uses_allowance_id'), 'allowance_uses', ['allowance_id'], unique=False)
    op.create_index('ix_allowance_uses_held', 'allowance_uses', ['expires_at'], unique=False, postgresql_where=sa.text("state = 'held'"))
    op.create_table('audience_members',
    sa.Column('organizer_id', sa.Uuid(), nullable=False),
    sa.Column('identity', sa.String(), nullable=False),
    sa.Column('audience', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['organizer_id'], ['organizers.id'], name=op.f('fk_audience_members_organizer_id')),
    sa.PrimaryKeyConstraint('organizer_id', 'identity', 'audience', name=op.f('pk_audience_members'))
    )
    op.create_table('fee_plans',
    sa.Column('organizer_id', sa.Uuid(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('basis_points', sa.Integer(), nullable=False),
    sa.Column('fixed_minor', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('basis_points BETWEEN 0 AND 10000', name=op.f('ck_fee_plans_basis_points')),
    sa.CheckConstraint('fixed_minor >= 0', name=op.f('ck_fee_plans_fixed')),
    sa.ForeignKeyConstraint(['organizer_id'], ['organizers.id'], name=op.f('fk_fee_plans_organizer_id')),
    sa.PrimaryKeyConstraint('organizer_id', 'currency', name=op.f('pk_fee_plans'))
    )
    op.create_table('invoice_series',
    sa.Column('organizer_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last_number', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('invoice', 'credit_note')", name=op.f('ck_invoice_series_kind')),
    sa.CheckConstraint('last_number >= 0', name=op.f('ck_invoice_series_last_number')),
    sa.ForeignKeyConstraint(['organizer_id'], ['organizers.id'], name=op.f('fk_invoice_series_organizer_id')),
    sa.PrimaryKeyConstraint('organizer_id', 'kind', 'year', name=op.f('pk_invoice_series'))
    )
    op.create_table('purses',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organizer_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('code_hash', sa.LargeBinary(), nullable=True),
    sa.Column('code_tail', sa.String(), nullable=False),
    sa.Column('identity', sa.String(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('issued_minor', sa.BigInteger(), nullable=False),
    sa.Column('balance_minor', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused', sa.Boolean(), nullable=False),
    sa.Column('replaces_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(kind = 'gift_card') = (code_hash IS NOT NULL)", name=op.f('ck_purses_code')),
    sa.CheckConstraint("(kind = 'store_credit') = (identity IS NOT NULL)", name=op.f('ck_purses_identity')),
    sa.CheckConstraint("kind IN ('gift_card', 'store_credit')", name=op.f('ck_purses_kind')),
    sa.CheckConstraint('balance_minor >= 0', name=op.f('ck_purses_never_overdrawn')),
    sa.ForeignKeyConstraint(['organizer_id'], ['organizers.id'], name=op.f('fk_purses_organizer_id')),
    sa.ForeignKeyConstraint(['replaces_id'], ['purses.id'], name=op.f('fk_purses_replaces_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_purses'))
    )
    op.create_index('ix_purses_organizer', 'purses', ['organizer_id', 'created_at'], unique=False)
    op.create_index('uq_purses_code', 'purses', ['code_hash'], unique=True)
    op.create_index('uq_purses_credit', 'purses', ['organizer_id', 'identity', 'currency'], unique=True, postgresql_where=sa.text("kind = 'store_credit'"))
    op.create_table('tax_rules',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organizer_id', sa.Uuid(), nullable=True),
    sa.Column('country', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('ppm', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.CheckConstraint('ppm BETWEEN 0 AND 1000000', name=op.f('ck_tax_rules_ppm')),
    sa.ForeignKeyConstraint(['organizer_id'], ['organizers.id'], name=op.f('fk_tax_rules_organizer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tax_rules'))
    )
    op.create_index('uq_tax_rules_from', 'tax_rules', ['country', 'kind', 'organizer_id', 'valid_from'], unique=True, postgresql_nulls_not_distinct=True)
    op.create_table('tax_settings',
    sa.Column('organizer_id', sa.Uuid(), nullable=False),
    sa.Column('registered', sa.Boolean(), nullable=False),
    sa.Column('included', sa.Boolean(), nullable=False),
    sa.Column('rounding', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('reverse_charge', sa.Boolean(), nullable=False),
    sa.Column('legal_name', sa.String(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('country', sa.String(), nullable=False),
    sa.Column('vat_id', sa.String(), nullable=False),
    sa.Column('invoice_prefix', sa.String(), nullable=False),
    sa.CheckConstraint("rounding IN ('line', 'sum')", name=op.f('ck_tax_settings_rounding')),
    sa.ForeignKeyConstraint(['organizer_id'], ['organizers.id'], name=op.f('fk_tax_settings_organizer_id')),
    sa.PrimaryKeyConstraint('organizer_id', name=op.f('pk_tax_settings'))
    )
    op.create_table('purse_entries',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('purse_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('balance_minor', sa.BigInteger(), nullable=False),
    sa.Column('reference', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('issued', 'taken', 'returned', 'moved')", name=op.f('ck_purse_entries_kind')),
    sa.ForeignKeyConstraint(['purse_id'], ['purses.id'], name=op.f('fk_purse_entries_purse_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_purse_entries'))
    )
    op.create_index('ix_purse_entries_reference', 'purse_entries', ['reference'], unique=False)
    op.create_index('uq_purse_entries_once', 'purse_entries', ['purse_id', 'kind', 'reference'], unique=True, postgresql_where=sa.text("kind IN ('issued', 'returned')"))
    op.create_table('purse_uses',
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('purse_id', sa.Uuid(), nullable=False),
    sa.Column('taken_minor', sa.BigInteger(), nullable=False),
    sa.Column('returned_minor', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('returned_minor BETWEEN 0 AND taken_minor', name=op.f('ck_purse_uses_returned')),
    sa.CheckConstraint('taken_minor > 0', name=op.f('ck_purse_uses_taken')),
    sa.ForeignKeyConstraint(['purse_id'], ['purses.id'], name=op.f('fk_purse_uses_purse_id')),
    sa.PrimaryKeyConstraint('order_id', 'purse_id', name=op.f('pk_purse_uses'))
    )
    op.create_index(op.f('ix_purse_uses_purse_id'), 'purse_uses', ['purse_id'], unique=False)
    op.create_table('promos',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('event_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('buy', sa.Integer(), nullable=False),
    sa.Column('give', sa.Integer(), nullable=False),
    sa.Column('ticket_types', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('audience', sa.String(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('min_minor', sa.BigInteger(), nullable=False),
    sa.Column('most_tickets', sa.Integer(), nullable=True),
    sa.Column('per_identity', sa.Integer(), nullable=True),
    sa.Column('stackable', sa.Boolean(), nullable=False),
    sa.Column('paused', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind <> 'buy_get' OR (buy > 0 AND give > 0)", name=op.f('ck_promos_buy_get')),
    sa.CheckConstraint("kind IN ('percent', 'amount', 'amount_each', 'price', 'buy_get', 'unlock')", name=op.f('ck_promos_kind')),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_promos_ends_after_start')),
    sa.CheckConstraint('value >= 0 AND min_minor >= 0', name=op.f('ck_promos_not_negative')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_promos_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promos'))
    )
    op.create_index('ix_promos_event', 'promos', ['event_id'], unique=False)
    op.create_index('uq_promos_code', 'promos', ['event_id', 'code'], unique=True, postgresql_where=sa.text("code <> ''"))
    op.create_table('invoices',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organizer_id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('cause', sa.Uuid(), nullable=False),
    sa.Column('corrects_id', sa.Uuid(), nullable=True),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('net_minor', sa.BigInteger(), nullable=False),
    sa.Column('tax_minor', sa.BigInteger(), nullable=False),
    sa.Column('total_minor', sa.BigInteger(), nullable=False),
    sa.Column('content', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(kind = 'credit_note') = (corrects_id IS NOT NULL)", name=op.f('ck_invoices_corrects')),
    sa.CheckConstraint("kind IN ('invoice', 'credit_note')", name=op.f('ck_invoices_kind')),
    sa.CheckConstraint('net_minor + tax_minor = total_minor', name=op.f('ck_invoices_gross')),
    sa.ForeignKeyConstraint(['corrects_id'], ['invoices.id'], name=op.f('fk_invoices_corrects_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_invoices_order_id')),
    sa.ForeignKeyConstraint(['organizer_id'], ['organizers.id'], name=op.f('fk_invoices_organizer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invoices'))
    )
    op.create_index('ix_invoices_order', 'invoices', ['order_id'], unique=False)
    op.create_index('ix_invoices_organizer', 'invoices', ['organizer_id', 'issued_at'], unique=False)
    op.create_index('uq_invoices_cause', 'invoices', ['cause', 'kind'], unique=True)
    op.create_index('uq_invoices_number', 'invoices', ['organizer_id', 'kind', 'year', 'number'], unique=True)
    op.create_table('promo_identities',
    sa.Column('promo_id', sa.Uuid(), nullable=False),
    sa.Column('identity', sa.String(), nullable=False),
    sa.Column('uses', sa.Integer(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=False),
    sa.CheckConstraint('uses BETWEEN 0 AND most', name=op.f('ck_promo_identities_never_exceeded')),
    sa.ForeignKeyConstraint(['promo_id'], ['promos.id'], name=op.f('fk_promo_identities_promo_id')),
    sa.PrimaryKeyConstraint('promo_id', 'identity', name=op.f('pk_promo_identities'))
    )
    op.create_table('group_prices',
    sa.Column('ticket_type_id', sa.Uuid(), nullable=False),
    sa.Column('from_quantity', sa.Integer(), nullable=False),
    sa.Column('price_minor', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('from_quantity BETWEEN 2 AND 100', name=op.f('ck_group_prices_from_quantity')),
    sa.CheckConstraint('price_minor >= 0', name=op.f('ck_group_prices_price')),
    sa.ForeignKeyConstraint(['ticket_type_id'], ['ticket_types.id'], name=op.f('fk_group_prices_ticket_type_id')),
    sa.PrimaryKeyConstraint('ticket_type_id', 'from_quantity', name=op.f('pk_group_prices'))
    )
    op.create_table('live_prices',
    sa.Column('ticket_type_id', sa.Uuid(), nullable=False),
    sa.Column('base_minor', sa.BigInteger(), nullable=False),
    sa.Column('floor_minor', sa.BigInteger(), nullable=False),
    sa.Column('ceiling_minor', sa.BigInteger(), nullable=False),
    sa.Column('hourly_minor', sa.BigInteger(), nullable=False),
    sa.Column('current_minor', sa.BigInteger(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('0 <= floor_minor AND floor_minor <= base_minor AND base_minor <= ceiling_minor', name=op.f('ck_live_prices_bounds')),
    sa.CheckConstraint('current_minor BETWEEN floor_minor AND ceiling_minor', name=op.f('ck_live_prices_in_bounds')),
    sa.CheckConstraint('hourly_minor > 0', name=op.f('ck_live_prices_hourly')),
    sa.ForeignKeyConstraint(['ticket_type_id'], ['ticket_types.id'], name=op.f('fk_live_prices_ticket_type_id')),
    sa.PrimaryKeyConstraint('ticket_type_id', name=op.f('pk_live_prices'))
    )
    op.create_table('price_history',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('ticket_type_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('price_minor', sa.BigInteger(), nullable=False),
    sa.Column('reason', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['ticket_type_id'], ['ticket_types.id'], name=op.f('fk_price_history_ticket_type_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_price_history'))
    )
    op.create_index('ix_price_history_type', 'price_history', ['ticket_type_id', 'id'], unique=False)
    op.create_table('price_tiers',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_type_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('price_minor', sa.BigInteger(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('places', sa.Integer(), nullable=True),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_price_tiers_ends_after_start')),
    sa.CheckConstraint('places IS NULL OR places > 0', name=op.f('ck_price_tiers_places')),
    sa.CheckConstraint('price_minor >= 0', name=op.f('ck_price_tiers_price')),
    sa.ForeignKeyConstraint(['ticket_type_id'], ['ticket_types.id'], name=op.f('fk_price_tiers_ticket_type_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_price_tiers'))
    )
    op.create_index(op.f('ix_price_tiers_ticket_type_id'), 'price_tiers', ['ticket_type_id'], unique=False)
    op.create_table('tax_kinds',
    sa.Column('ticket_type_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['ticket_type_id'], ['ticket_types.id'], name=op.f('fk_tax_kinds_ticket_type_id')),
    sa.PrimaryKeyConstraint('ticket_type_id', name=op.f('pk_tax_kinds'))
    )
    run_script(TAKE_USES)
    run_script(CLAIM_USES)
    run_script(DROP_USES)
    run_script(RELEASE_USES)
    run_script(USE_UP)
    run_script(PRICE_BOOKS)
    run_script(APPEND_ONLY)
    rows = [line.split() for line in RATES.split("\n") if line]
    values = ", ".join(f"(uuidv7(), '{c}', '{k}', {p}, '{d}')" for c, k, p, d in rows)
    op.execute(f"INSERT INTO tax_rules (id, country, kind, ppm, valid_from) VALUES {values}")


def downgrade() -> None:
    """Go back."""
    run_script(
        """
        DROP FUNCTION price_books(uuid[], timestamptz, uuid, text[], bytea[], text, text, boolean);
        DROP FUNCTION use_up(uuid[]);
        DROP FUNCTION release_uses(uuid[], text, timestamptz);
        DROP FUNCTION drop_uses(uuid, uuid[]);
        DROP FUNCTION claim_uses(uuid, text);
        DROP FUNCTION take_uses(uuid, timestamptz, uuid[], int[]);
        """
    )
    op.drop_table('tax_kinds')
    op.drop_index(op.f('ix_price_tiers_ticket_type_id'), table_name='price_tiers')
    op.drop_table('price_tiers')
    op.drop_index('ix_price_history_type', table_name='price_history')
    op.drop_table('price_history')
    op.drop_table('live_prices')
    op.drop_table('group_prices')
    op.drop_table('promo_identities')
    op.drop_index('uq_invoices_number', table_name='invoices')
    op.drop_index('uq_invoices_cause', table_name='invoices')
    op.drop_index('ix_invoices_organizer', table_name='invoices')
    op.drop_index('ix_invoices_order', table_name='invoices')
    op.drop_table('invoices')
    op.drop_index('uq_promos_code', table_name='promos', postgresql_where=sa.text("code <> ''"))
    op.drop_index('ix_promos_event', table_name='promos')
    op.drop_table('promos')
    op.drop_index(op.f('ix_purse_uses_purse_id'), table_name='purse_uses')
    op.drop_table('purse_uses')
    op.drop_index('uq_purse_entries_once', table_name='purse_entries', postgresql_where=sa.text("kind IN ('issued', 'returned')"))
    op.drop_index('ix_purse_entries_reference', table_name='purse_entries')
    op.drop_table('purse_entries')
    op.drop_table('tax_settings')
    op.drop_index('uq_tax_rules_from', table_name='tax_rules', postgresql_nulls_not_distinct=True)
    op.drop_table('tax_rules')
    op.drop_index('uq_purses_credit', table_name='purses', postgresql_where=sa.text("kind = 'store_credit'"))
    op.drop_index('uq_purses_code', table_name='purses')
    op.drop_index('ix_purses_organizer', table_name='purses')
    op.drop_table('purses')
    op.drop_table('invoice_series')
    op.drop_table('fee_plans')
    op.drop_table('audience_members')
    op.drop_index('ix_allowance_uses_held', table_name='allowance_uses', postgresql_where=sa.text("state = 'held'"))
    op.drop_index(op.f('ix_allowance_uses_allowance_id'), table_name='allowance_uses')
    op.drop_table('allowance_uses')
    op.drop_index('ix_vat_checks_open', table_name='vat_checks', postgresql_where=sa.text("standing = 'unchecked'"))
    op.drop_table('vat_checks')
    op.drop_table('allowances')


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
