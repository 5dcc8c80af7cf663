"""What PostgreSQL does in a second with nothing but the statements: the limit of this very run."""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from benchmarks.stage import Ground, OnSale

MOST = 32
# One hold as a transaction of its own: move the counter, write the row, commit to the disk.
HOLD = """
\\set place random(1, {count})
BEGIN;
UPDATE pools SET held = held + 1
    WHERE id = ('{{{pools}}}'::uuid[])[:place] AND sold + held + 1 <= capacity;
INSERT INTO holds (hold_id, ticket_type_id, pool_id, quantity, reason, expires_at)
    VALUES (gen_random_uuid(), ('{{{types}}}'::uuid[])[:place], ('{{{pools}}}'::uuid[])[:place],
            1, 'checkout', now() + interval '15 minutes');
COMMIT;
"""
# The rows that say who bought what and has paid, and the counter, in one transaction. What else a
# sale leaves (facts, jobs, audit lines, ledger, serial number) is not in the limit.
ORDER = """
\\set place random(1, {count})
BEGIN;
WITH o AS (
    INSERT INTO orders (id, code, event_id, organizer_id, hold_id, channel, state, buyer_name,
        buyer_email, locale, currency, list_minor, discount_minor, fee_minor, platform_fee_minor,
        tax_minor, tax_added_minor, total_minor, gift_minor, funded_minor, refunded_minor,
        refunded_gift_minor, keeps_offers, hold_until, placed_at, paid_at, close_reason)
    SELECT uuidv7(), gen_random_uuid()::text, e.id, e.organizer_id, gen_random_uuid(), 'web',
        'paid', 'Bo Lind', 'bo@bench.example.com', 'en', 'EUR', 2500, 0, 0, 0, 0, 0, 2500, 0, 0, 0,
        0, false, now(), now(), now(), ''
    FROM events e WHERE e.id = '{event}' RETURNING id, event_id
), l AS (
    INSERT INTO order_lines (id, order_id, ticket_type_id, name, quantity, unit_minor, list_minor,
        discount_minor, fee_minor, tax_minor, total_minor)
    SELECT uuidv7(), o.id, ('{{{types}}}'::uuid[])[:place], 'Standing', 1, 2500, 2500, 0, 0, 0,
        2500
    FROM o RETURNING id, order_id, ticket_type_id
), p AS (
    INSERT INTO payments (id, reference, gateway, gateway_ref, state, amount_minor, currency,
        refunded_minor, email, description, return_url, reason, created_at, expires_at,
        asked_until, captured_at)
    SELECT uuidv7(), o.id, 'sandbox', gen_random_uuid()::text, 'captured', 2500, 'EUR', 0,
        'bo@bench.example.com', 'Harbour Lights', '', '', now(), now(), now(), now()
    FROM o
)
INSERT INTO tickets (id, code, event_id, ticket_type_id, order_id, order_line_id, position,
    holder_name, holder_email, state, index, generation, kid, proof, issued_at)
SELECT uuidv7(), gen_random_uuid()::text, o.event_id, l.ticket_type_id, o.id, l.id, 0, 'Bo Lind',
    'bo@bench.example.com', 'valid', -floor(random() * 2000000000)::int, 1, 1, '\\x00', now()
FROM o, l;
UPDATE pools SET sold = sold + 1
    WHERE id = ('{{{pools}}}'::uuid[])[:place] AND sold + held + 1 <= capacity;
COMMIT;
"""


def script_of(
    transaction: str, event_id: UUID, type_ids: Sequence[UUID], pool_ids: Sequence[UUID]
) -> str:
    """Return a transaction of this event as pgbench reads it."""
    return transaction.format(
        event=event_id,
        count=len(pool_ids),
        pools=",".join(map(str, pool_ids)),
        types=",".join(map(str, type_ids)),
    )


def per_second(
    ground: Ground, transaction: str, sale: OnSale, *, clients: int, seconds: float
) -> float:
    """Return how many of a transaction pgbench does on the same server.

    More connections than `MOST` only wait for each other, and a shop would not open them.
    """
    script = script_of(transaction, sale.event_id, sale.type_ids, sale.pool_ids)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        Path(file.name).write_text(script, encoding="utf-8")
        told = subprocess.run(
            [
                ground.postgres.program("pgbench"), "-n", "-f", file.name,
                "-c", str(min(clients, MOST)), "-j", "1", "-T", str(round(seconds)),
                "-M", "prepared", ground.postgres.dsn,
            ],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
    found = re.search(r"tps = ([0-9.]+)", told.stdout)
    if told.returncode or not found:
        raise RuntimeError(told.stdout + told.stderr)
    return float(found[1])
