"""Checkpoints: sums that are final, so that a balance adds up only what came since."""

from sqlalchemy import text

from bilten_app.infra.runtime import Runtime

# How many entries a balance may have to add up one by one.
SPACING = 1_000


async def make_checkpoint(rt: Runtime, *, spacing: int = SPACING) -> bool:
    """Job of the clock: sum up what is final; whether there was enough. Harmless beside another.

    A transaction has its number before its entries have theirs. Ours is newer than those of all
    who may still bring an entry with a smaller id than we have seen: once they are over, none can
    come. While one of them runs, nothing is done; the next turn looks again.
    """
    async with rt.unit_of_work() as uow:
        seen = (await uow.session.execute(_SEEN, {"spacing": spacing})).one_or_none()
    if seen is None:
        return False
    async with rt.unit_of_work() as uow:
        over = await uow.session.execute(_ARE_OVER, {"number": seen.number})
        if not over.scalar_one():
            return False
        now = uow.clock.now()
        await uow.session.execute(_MAKE, {"upto": seen.newest, "now": now})
    return True


_SEEN = text(
    "SELECT newest, pg_current_xact_id()::text AS number FROM ("
    " SELECT max(e.id) AS newest,"
    " coalesce((SELECT max(c.last_entry) FROM ledger_checkpoints c), 0) AS covered"
    " FROM ledger_entries e) AS s WHERE newest - covered >= :spacing"
)
_ARE_OVER = text(
    "SELECT pg_snapshot_xmin(pg_current_snapshot()) >= CAST(CAST(:number AS text) AS xid8)"
)
_MAKE = text("SELECT make_checkpoint(:upto, :now)")
