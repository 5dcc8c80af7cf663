"""The audit log as a file, for the platform's staff."""

import json
from collections.abc import AsyncIterator

from bilten_app.domains.reporting.exports.tables import BYTE_ORDER_MARK, line
from bilten_app.domains.reporting.public import AuditSearch, Verb
from bilten_app.domains.reporting.queries.audit import audit
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import StaffPermission

BATCH = 1000
COLUMNS = ("at", "actor", "verb", "subject", "changes")


async def audit_csv(rt: Runtime, actor: Actor, search: AuditSearch) -> AsyncIterator[str]:
    """Return audit lines as pieces of a CSV file, the newest first; it leaves a line itself.

    The permission is checked before the first piece: raises NotFound or Forbidden at once.
    """
    actor.require_staff(StaffPermission.audit_read)
    async with rt.unit_of_work(actor) as uow:
        uow.audit(Verb.audit_exported, search.subject or search.actor or "all", what=search.verb)

    async def pieces() -> AsyncIterator[str]:
        yield BYTE_ORDER_MARK + line(COLUMNS)
        cursor = None
        while True:
            async with rt.read() as session:
                page = await audit(session, actor, search, cursor=cursor, size=BATCH)
            yield "".join(
                line([
                    row.at.isoformat(), row.actor, row.verb, row.subject,
                    json.dumps(row.changes, ensure_ascii=False, sort_keys=True),
                ])
                for row in page.rows
            )  # fmt: skip
            cursor = page.next_cursor
            if cursor is None:
                return

    return pieces()
