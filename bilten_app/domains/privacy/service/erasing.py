"""Doing what was asked: begun when the time has come, then one step after the other."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.messaging import service as messaging
from bilten_app.domains.privacy.models import Erasure
from bilten_app.domains.privacy.public import ERASURE_FLOW, ErasureState, Verb
from bilten_app.domains.privacy.queries import obstacles_of
from bilten_app.domains.privacy.service.steps import STEPS
from bilten_app.infra.forgetting import in_batches
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.personal import Person

ERASE_JOB = "privacy.erase"
LOOK_AGAIN = timedelta(days=1)
AT_ONCE = 100


async def erase_due(rt: Runtime) -> None:
    """Begin what is due, and go on with what a crash left. Scheduled; harmless when repeated.

    Where something came in the way meanwhile, it waits another day.
    """
    async with rt.unit_of_work() as uow:
        chosen = (
            select(Erasure)
            .where(
                col(Erasure.state).in_([ErasureState.waiting.value, ErasureState.running.value]),
                col(Erasure.due_at) <= uow.clock.now(),
            )
            .order_by(col(Erasure.due_at))
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        for erasure in (await uow.session.execute(chosen)).scalars().all():
            if erasure.state == ErasureState.running or await _begin(uow, erasure):
                uow.enqueue(
                    ERASE_JOB, {"erasure_id": str(erasure.id)}, dedupe_key=f"erase:{erasure.id}"
                )
    await in_batches(rt, _NEVER_FOLLOWED, now=rt.clock.now())


async def erase(rt: Runtime, *, erasure_id: str, **_: object) -> None:
    """Job: do the steps that are left, then say goodbye. Harmless twice: each step is noted.

    The last mail goes out before its address is forgotten, under an id by which a second one is
    known as a copy.
    """
    erasure = await _found(rt, UUID(erasure_id))
    while erasure.state == ErasureState.running and _left(erasure):
        await _step(rt, erasure.id)
        erasure = await _found(rt, erasure.id)
    if erasure.state != ErasureState.running:
        return
    await messaging.say_goodbye(
        rt, erasure_id=erasure.id, email=erasure.email, locale=erasure.locale
    )
    async with rt.unit_of_work() as uow:
        erasure = await uow.get(Erasure, erasure.id, lock=True)
        if erasure.state == ErasureState.running:
            now = uow.clock.now()
            uow.advance(
                erasure, ERASURE_FLOW, ErasureState.done, ended_at=now, email="", locale="en"
            )
            uow.audit(Verb.erasure_done, erasure.id)


async def _begin(uow: UnitOfWork, erasure: Erasure) -> bool:
    """Begin with the address as it is now, unless something is in the way."""
    if erasure.user_id is not None:
        if await obstacles_of(uow.session, erasure.user_id):
            erasure.due_at = uow.clock.now() + LOOK_AGAIN
            return False
        erasure.email = (await identity.profile(uow.session, erasure.user_id)).email
    uow.advance(erasure, ERASURE_FLOW, ErasureState.running)
    uow.audit(Verb.erasure_begun, erasure.id)
    return True


async def _found(rt: Runtime, erasure_id: UUID) -> Erasure:
    async with rt.read() as session:
        return await session.get_one(Erasure, erasure_id)


def _left(erasure: Erasure) -> list[str]:
    return [name for name in STEPS if name not in erasure.done]


async def _step(rt: Runtime, erasure_id: UUID) -> None:
    """Do the next step, unless another one did it meanwhile."""
    async with rt.unit_of_work() as uow:
        erasure = await uow.get(Erasure, erasure_id, lock=True)
        left = _left(erasure)
        if erasure.state == ErasureState.running and left:
            person = Person(erasure.user_id, erasure.email, alias=f"erased:{erasure.id}")
            await STEPS[left[0]](uow, person)
            erasure.done = [*erasure.done, left[0]]


_NEVER_FOLLOWED = (
    "UPDATE erasures SET state = 'kept', ended_at = :now, email = '' WHERE id IN"
    " (SELECT id FROM erasures WHERE state = 'asked' AND due_at <= :now LIMIT :most)"
)
