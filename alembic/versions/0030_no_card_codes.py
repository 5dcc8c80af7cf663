"""Orders keep the keys of gift cards, and their codes no more: who reads them cannot pay."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# A key is the SHA-256 of the code as `kit.ids.normal_code` writes it, which purses carry too.
KEYS = """
CREATE FUNCTION pg_temp.card_hash(typed text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(convert_to(translate(upper(typed), 'ILO- ', '110'), 'UTF8'))
$$;
UPDATE orders o SET asked = o.asked || jsonb_build_object('codes', k.codes, 'cards', k.cards)
FROM (
    SELECT a.id,
        coalesce(jsonb_agg(c.code) FILTER (WHERE p.id IS NULL), '[]') AS codes,
        coalesce(jsonb_agg(encode(p.code_hash, 'hex')) FILTER (WHERE p.id IS NOT NULL), '[]')
            AS cards
    FROM orders a
    CROSS JOIN jsonb_array_elements_text(a.asked -> 'codes') AS c (code)
    LEFT JOIN purses p ON p.code_hash = pg_temp.card_hash(c.code)
    WHERE a.asked -> 'codes' <> '[]'
    GROUP BY a.id HAVING count(p.id) > 0
) k WHERE k.id = o.id;
UPDATE orders o SET quote = jsonb_set(o.quote, '{refused}', k.refused)
FROM (
    SELECT a.id, coalesce(jsonb_object_agg(r.code, r.why) FILTER (WHERE p.id IS NULL), '{}')
        AS refused
    FROM orders a
    CROSS JOIN jsonb_each(a.quote -> 'refused') AS r (code, why)
    LEFT JOIN purses p ON p.code_hash = pg_temp.card_hash(r.code)
    WHERE a.quote -> 'refused' <> '{}'
    GROUP BY a.id HAVING count(p.id) > 0
) k WHERE k.id = o.id;
"""


def upgrade() -> None:
    """Go forward."""
    run_script(KEYS)


def downgrade() -> None:
    """Nothing: a code cannot be made from its key, and an order with keys is read without them."""


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
