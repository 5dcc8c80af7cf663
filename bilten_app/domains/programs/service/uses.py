"""What is kept of a program's use: figures for each day, and its latest requests."""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, text
from sqlmodel import col

from bilten_app.domains.programs import rules
from bilten_app.domains.programs.models import ApiRequest, KeyDay
from bilten_app.domains.programs.public import Use
from bilten_app.infra.db import table_of
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id

_COUNT = text(
    "INSERT INTO api_key_days (program_id, day, requests, errors)"
    " SELECT program_id, day, requests, errors FROM unnest(CAST(:keys AS uuid[]),"
    " CAST(:days AS date[]), CAST(:requests AS int[]), CAST(:errors AS int[]))"
    " AS d (program_id, day, requests, errors)"
    " ON CONFLICT (program_id, day) DO UPDATE SET"
    " requests = api_key_days.requests + excluded.requests,"
    " errors = api_key_days.errors + excluded.errors"
)
# All but the newest of each key, and all that are old.
_FORGET = text(
    "DELETE FROM api_requests r USING (SELECT id, row_number() OVER (PARTITION BY program_id"
    " ORDER BY id DESC) AS place FROM api_requests) k"
    " WHERE r.id = k.id AND (k.place > :most OR r.at < :since)"
)


async def note_uses(rt: Runtime, uses: Sequence[Use]) -> None:
    """Add requests to their days, and write down the newest of each key.

    However busy a key is, a write costs one row for its day and a bounded number of requests.
    """
    requests: Counter[tuple[UUID, date]] = Counter()
    errors: Counter[tuple[UUID, date]] = Counter()
    newest: dict[UUID, deque[Use]] = {}
    for use in uses:
        day = (use.program_id, use.at.date())
        requests[day] += 1
        errors[day] += use.status >= rules.FIRST_ERROR
        newest.setdefault(use.program_id, deque(maxlen=rules.KEPT_AT_ONCE)).append(use)
    days = sorted(requests)  # one order for all processes: none waits for another in a circle
    async with rt.unit_of_work() as uow:
        await uow.session.execute(
            _COUNT,
            {
                "keys": [program_id for program_id, _ in days],
                "days": [day for _, day in days],
                "requests": [requests[day] for day in days],
                "errors": [errors[day] for day in days],
            },
        )
        await uow.session.execute(
            insert(table_of(ApiRequest)), _rows(use for kept in newest.values() for use in kept)
        )


async def forget_uses(rt: Runtime) -> None:
    """Forget old requests and figures. Scheduled; harmless when repeated."""
    now = rt.clock.now()
    async with rt.unit_of_work() as uow:
        limits = {"most": rules.KEPT_REQUESTS, "since": now - rules.REQUESTS_LAST}
        await uow.session.execute(_FORGET, limits)
        old = delete(KeyDay).where(col(KeyDay.day) < (now - rules.DAYS_LAST).date())
        await uow.session.execute(old)


def _rows(uses: Iterable[Use]) -> list[dict[str, Any]]:
    return [
        {
            "id": new_id(), "program_id": use.program_id, "at": use.at, "method": use.method,
            "route": use.route, "status": use.status, "took_ms": use.took_ms,
            "request_id": use.request_id, "is_aging": use.is_aging,
        }
        for use in uses
    ]  # fmt: skip
