"""Writing entries, many at once."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from bilten_app.domains.ledger.models import EntryRow
from bilten_app.domains.ledger.public import Deal, Entry, EntryKind
from bilten_app.infra.db import among
from bilten_app.infra.uow import UnitOfWork

POST_ENTRIES = text(
    "SELECT post_entries(CAST(:account_owners AS uuid[]), CAST(:account_kinds AS text[]),"
    " CAST(:gateways AS text[]), CAST(:currencies AS text[]), CAST(:kinds AS text[]),"
    " CAST(:reference_kinds AS text[]), CAST(:reference_ids AS uuid[]), CAST(:owners AS uuid[]),"
    " CAST(:subjects AS uuid[]), CAST(:moments AS timestamptz[]), CAST(:memos AS text[]),"
    " :correlation, CAST(:of_entries AS int[]), CAST(:of_accounts AS int[]),"
    " CAST(:minors AS bigint[]))"
)


async def post(uow: UnitOfWork, entries: Sequence[Entry]) -> int:
    """Write entries with their postings in one statement; return how many were new.

    What was posted before (the same kind and reference) is passed over, and so is an entry that
    moves nothing. Two transactions that post the same entry wait for each other, once.
    """
    wanted = {(one.reference, one.kind): one for one in reversed(entries) if one.postings}
    if not wanted:
        return 0
    # One order for everybody: transactions that post the same entries do not wait in a circle.
    columns = _columns([wanted[key] for key in sorted(wanted)])
    written = await uow.session.execute(
        POST_ENTRIES, {**columns, "correlation": uow.correlation_id}
    )
    return written.scalar_one()


async def posted(uow: UnitOfWork, kind: EntryKind, references: Collection[UUID]) -> frozenset[UUID]:
    """Return those references for which an entry of a kind was posted."""
    chosen = select(col(EntryRow.reference)).where(
        among(col(EntryRow.reference), references), col(EntryRow.kind) == kind
    )
    return frozenset((await uow.session.execute(chosen)).scalars())


async def lock_owner(uow: UnitOfWork, deal: Deal) -> None:
    """Let nobody else decide by an organizer's balance until the commit. Sales do not wait."""
    key = f"ledger:{deal.organizer_id}:{deal.currency}"
    await uow.session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key}
    )


def _columns(entries: Sequence[Entry]) -> Mapping[str, Any]:
    """Return the entries as columns; postings name their entry and account by place, from 1."""
    postings = [(place, one) for place, entry in enumerate(entries, 1) for one in entry.postings]
    accounts = {one.account for _, one in postings}
    named = sorted(accounts, key=lambda one: (one.owner_id, one.kind, one.gateway, one.currency))
    places = {account: place for place, account in enumerate(named, 1)}
    return {
        "account_owners": [one.owner_id for one in named],
        "account_kinds": [one.kind.value for one in named],
        "gateways": [one.gateway for one in named],
        "currencies": [one.currency for one in named],
        "kinds": [one.kind.value for one in entries],
        "reference_kinds": [one.reference_kind.value for one in entries],
        "reference_ids": [one.reference for one in entries],
        "owners": [one.owner_id for one in entries],
        "subjects": [one.subject for one in entries],
        "moments": [one.at for one in entries],
        "memos": [one.memo for one in entries],
        "of_entries": [place for place, _ in postings],
        "of_accounts": [places[one.account] for _, one in postings],
        "minors": [one.minor for _, one in postings],
    }
