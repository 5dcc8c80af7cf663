"""Forgetting: old rows in small batches, and what the machinery remembers of a person.

What is said here in SQL is said in words in `kit/personal/places.py`.
"""

from dataclasses import fields
from typing import Any, cast

from sqlalchemy import CursorResult, text

from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.facts import FACTS
from bilten_app.kit.personal import Person, place

BATCH = 1000
# What of a fact says something about a person that an id does not.
TELLING = ("email", "was_email", "browser", "place")
_PATIENCE = text("SET LOCAL statement_timeout = '15min'")


async def in_batches(rt: Runtime, statement: str, **values: Any) -> int:
    """Run a statement that changes at most `:most` rows, again and again until it finds none.

    Each time is a transaction of its own, so that nobody waits for long; return how many rows.
    """
    count = 0
    while True:
        async with rt.unit_of_work() as uow:
            done = await uow.session.execute(text(statement), {"most": BATCH, **values})
            changed = cast("CursorResult[Any]", done).rowcount
        count += changed
        if changed < BATCH:
            return count


async def run_each(uow: UnitOfWork, statements: tuple[str, ...], **values: Any) -> None:
    """Run statements in the caller's transaction, each with those values that it names."""
    for one in statements:
        named = text(one)
        used = {name: values[name] for name in named.compile().params}
        await uow.session.execute(named, used)


async def forget_person(uow: UnitOfWork, person: Person) -> None:
    """Erase a person from answers, events from outside, facts and jobs. Harmless twice.

    These tables are looked through from end to end, so it may take a while.
    """
    await uow.session.execute(_PATIENCE)
    like = person.values["email"].replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    await run_each(
        uow, _OF_A_PERSON, **person.values, like=f"%{like}%", actor=f"user:{person.user_id}",
        names=_telling_facts(), telling=list(TELLING), user_text=str(person.user_id),
    )  # fmt: skip


async def forget_old(rt: Runtime) -> None:
    """Forget answers, and what events and facts said, once nobody asks for them any more.

    Scheduled; harmless when repeated. That an event came is kept, so that it is not taken twice.
    """
    now = rt.clock.now()
    await in_batches(rt, _OLD_ANSWERS, before=now - place("idempotent_requests").period)
    await in_batches(rt, _OLD_EVENTS, before=now - place("external_events").period)
    await in_batches(
        rt, _OLD_FACTS, before=now - place("facts").period, names=_telling_facts(),
        telling=list(TELLING),
    )  # fmt: skip


def _telling_facts() -> list[str]:
    return [
        name
        for name, kind in FACTS.items()
        if any(one.name in TELLING for one in fields(cast("Any", kind)))
    ]


_BLANK = (
    "payload || (SELECT jsonb_object_agg(key, '') FROM jsonb_each(payload)"
    " WHERE key = ANY(CAST(:telling AS text[])))"
)
_IS_TELLING = (
    "name = ANY(CAST(:names AS text[])) AND EXISTS (SELECT 1 FROM jsonb_each_text(payload)"
    " WHERE key = ANY(CAST(:telling AS text[])) AND value <> '')"
)
_OF_A_PERSON = (
    "DELETE FROM idempotent_requests WHERE actor = :actor OR answer::text ILIKE :like",
    "UPDATE external_events SET payload = '{}' WHERE payload::text ILIKE :like",
    f"UPDATE facts SET payload = {_BLANK} WHERE {_IS_TELLING} AND (payload ->> 'user_id' ="  # noqa: S608 - words of ours only
    " :user_text OR :email IN (lower(payload ->> 'email'), lower(payload ->> 'was_email')))",
    "DELETE FROM pgqueuer WHERE status <> 'picked' AND convert_from(payload, 'UTF8') ILIKE :like",
)
_OLD_ANSWERS = (
    "DELETE FROM idempotent_requests WHERE (key, actor) IN (SELECT key, actor"
    " FROM idempotent_requests WHERE at < :before LIMIT :most)"
)
_OLD_EVENTS = (
    "UPDATE external_events SET payload = '{}' WHERE (source, external_id) IN"
    " (SELECT source, external_id FROM external_events WHERE handled_at < :before"
    " AND payload <> '{}' LIMIT :most)"
)
_OLD_FACTS = (
    f"UPDATE facts SET payload = {_BLANK} WHERE id IN (SELECT id FROM facts WHERE"  # noqa: S608 - words of ours only
    f" dispatched_at < :before AND {_IS_TELLING} LIMIT :most)"
)
