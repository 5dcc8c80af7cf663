"""What an organization asks of its team before anybody may act there."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from bilten_app.domains.identity import queries as people
from bilten_app.domains.identity import service as identity
from bilten_app.domains.organizers.models import Member, TeamRules
from bilten_app.domains.organizers.public import OwnStepFirst, Verb
from bilten_app.domains.organizers.service.team import lock_team
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor


async def ask_second_step(
    uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, asked: bool
) -> None:
    """Ask everybody of the team for a second step, or no more; twice is as once.

    Who has none hears of it by mail, and may do nothing there until they have. For members with
    `team:manage`. Raises ProofNeeded, or OwnStepFirst for who has none themselves.
    """
    scope = await lock_team(uow, actor, organizer_id)
    user_id = actor.require_own_hand()
    if asked and await people.without_second_step(uow.session, [user_id]):
        raise OwnStepFirst
    rules = await uow.session.get(TeamRules, scope)
    if (rules is not None and rules.asks_second) == asked:
        return
    now = uow.clock.now()
    row = {"organizer_id": scope, "asks_second": asked, "since": now}
    made = insert(TeamRules).values(row)
    await uow.session.execute(
        made.on_conflict_do_update(
            index_elements=[col(TeamRules.organizer_id)], set_={"asks_second": asked, "since": now}
        )
    )
    uow.audit(Verb.second_step_asked if asked else Verb.second_step_not_asked, scope)
    if asked:
        team = select(col(Member.user_id)).where(col(Member.organizer_id) == scope)
        await identity.tell_second_step(uow, list((await uow.session.execute(team)).scalars()))
