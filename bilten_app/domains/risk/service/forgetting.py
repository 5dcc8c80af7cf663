"""Erasing what fraud was looked for in. Who is on a list stays there as a hash alone."""

from collections.abc import Collection
from uuid import UUID

from bilten_app.infra.forgetting import in_batches, run_each
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.personal import Person, place


async def forget_person(uow: UnitOfWork, person: Person, *, order_ids: Collection[UUID]) -> None:
    """Erase what was seen of a person in these orders. Harmless twice."""
    await run_each(uow, _OF_A_PERSON, **person.values, orders=list(order_ids))


async def forget_old(rt: Runtime) -> None:
    """Erase what was seen long ago. Scheduled; harmless when repeated."""
    await in_batches(rt, _OLD, before=rt.clock.now() - place("risk_judgements").period)
    await in_batches(rt, _OLD_REVIEWS, before=rt.clock.now() - place("risk_reviews").period)


_BLANK = "UPDATE risk_judgements SET traits = '{}', reasons = '[]', seen = '{}'"
_BLANK_REVIEW = "UPDATE risk_reviews SET reasons = '[]', note = ''"
_OF_A_PERSON = (
    f"{_BLANK} WHERE order_id = ANY(CAST(:orders AS uuid[]))",
    f"{_BLANK_REVIEW} WHERE state <> 'waiting' AND order_id = ANY(CAST(:orders AS uuid[]))",
    "UPDATE risk_list_entries SET shown = '', reason = ''"
    " WHERE trait <> 'network' AND lower(shown) = :email",
)
_OLD = (
    f"{_BLANK} WHERE id IN (SELECT id FROM risk_judgements"  # noqa: S608 - words of ours only
    " WHERE at < :before AND (traits <> '{}' OR reasons <> '[]') LIMIT :most)"
)
_OLD_REVIEWS = (
    f"{_BLANK_REVIEW} WHERE id IN (SELECT id FROM risk_reviews"  # noqa: S608 - words of ours only
    " WHERE decided_at < :before AND (reasons <> '[]' OR note <> '') LIMIT :most)"
)
