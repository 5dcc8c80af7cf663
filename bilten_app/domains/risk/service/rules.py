"""Changing the rules: each change is a version of its own, and none is ever lost."""

from uuid import UUID

from bilten_app.domains.risk.models import RulesetRow
from bilten_app.domains.risk.public import Ruleset, Thresholds, Verb
from bilten_app.domains.risk.rules.changing import ruleset_problems, threshold_problems
from bilten_app.domains.risk.rules.stored import write_ruleset, write_thresholds
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid
from bilten_app.kit.roles import Permission, StaffPermission


async def change_rules(uow: UnitOfWork, actor: Actor, *, ruleset: Ruleset) -> int:
    """Make the platform's rules from now on; return their number.

    For the platform's staff. Raises Invalid naming the fields.
    """
    actor.require_staff(StaffPermission.review)
    if problems := ruleset_problems(ruleset):
        raise Invalid(problems)
    return await _write(uow, actor, None, write_ruleset(ruleset))


async def change_thresholds(
    uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, thresholds: Thresholds
) -> int:
    """Be stricter than the platform; what is laxer has no effect.

    For members with `finances:manage`. Raises Invalid naming the fields.
    """
    scope = actor.require(Permission.finances_manage, organizer_id)
    if problems := threshold_problems(thresholds):
        raise Invalid(problems)
    return await _write(uow, actor, scope, write_thresholds(thresholds))


async def _write(
    uow: UnitOfWork, actor: Actor, organizer_id: UUID | None, rules: dict[str, object]
) -> int:
    row = RulesetRow(
        organizer_id=organizer_id, rules=rules, made_by=actor.label, made_at=uow.clock.now()
    )
    uow.add(row)
    await uow.session.flush()
    uow.audit(Verb.ruled, organizer_id or "platform", number=row.number)
    return row.number
