"""What can be done about a network or a country: let it in, keep it out, take that back."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from bilten_app.domains.perimeter import queries, rules
from bilten_app.domains.perimeter.models import NetworkRule
from bilten_app.domains.perimeter.public import NetworkBarred, RuleDraft, Verb, Verdict
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.addresses import is_public, read_address
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import msgid
from bilten_app.ports.geography import Geography

REFUSED_OFTEN = msgid("Refused {n} times within a minute.")
# One lock for all changes: the rules are few, and two about one network must not both be new.
_LOCK = 7_301


async def rule(
    uow: UnitOfWork, actor: Actor, geography: Geography, *, draft: RuleDraft, maker_at: str
) -> UUID:
    """Make a rule; what was said of the same network or country before is over.

    For staff who manage the perimeter, who sit at `maker_at`. Raises InvalidRule.
    """
    actor.require_staff(StaffPermission.network_manage)
    now = uow.clock.now()
    draft = rules.checked_draft(
        draft, now=now, maker_at=maker_at, country_of=geography.country_of,
        knows_countries=geography.is_known,
    )  # fmt: skip
    hours = timedelta(hours=draft.hours)
    return await _write(uow, actor, draft, hours if draft.hours else None)


async def lift(uow: UnitOfWork, actor: Actor, *, rule_id: UUID) -> None:
    """Take a rule back; it stays in its history. Harmless twice. For staff. Raises NotFound."""
    actor.require_staff(StaffPermission.network_manage)
    row = await uow.get(NetworkRule, rule_id, lock=True)
    if row.removed_at is None:
        _remove(uow, actor, row)


async def bar_all(rt: Runtime, addresses: Sequence[str]) -> None:
    """Shut out addresses that were refused again and again, each for a while, and say so to staff.

    Never one that staff let in, one that is shut out already, or one that is not of the public
    internet: behind a proxy that is not told of (`trusted_proxy_hops`) everybody has that one.
    """
    for address in sorted(set(addresses)):
        if is_public(address):
            await _bar(rt, address)


async def _bar(rt: Runtime, written: str) -> None:
    address = read_address(written)
    if address is None:
        return
    own = str(rules.own_network(address))
    async with rt.unit_of_work() as uow:
        await _locked(uow)
        now = uow.clock.now()
        known = await queries.perimeter(uow.session, now)
        if known.judge(written, now=now, country_of=rt.gateways.geography.country_of):
            return
        before = select(func.count()).where(
            col(NetworkRule.network) == own, col(NetworkRule.made_at) > now - rules.REMEMBERED
        )
        length = rules.bar_for((await uow.session.execute(before)).scalar_one())
        reason = REFUSED_OFTEN.replace("{n}", str(rules.STRIKES))
        draft = RuleDraft(Verdict.deny, own, reason)
        rule_id = await _write(uow, uow.actor, draft, length)
        uow.record(NetworkBarred(own, rule_id, int(length.total_seconds() // 60)))


async def _write(uow: UnitOfWork, actor: Actor, draft: RuleDraft, length: timedelta | None) -> UUID:
    await _locked(uow)
    now, is_country = uow.clock.now(), rules.is_country(draft.subject)
    subject = col(NetworkRule.country if is_country else NetworkRule.network)
    older = select(NetworkRule).where(
        subject == draft.subject, col(NetworkRule.removed_at).is_(None)
    )
    for row in (await uow.session.execute(older.with_for_update())).scalars():
        _remove(uow, actor, row)
    await uow.session.flush()
    made = NetworkRule(
        id=new_id(),
        verdict=draft.verdict,
        network=None if is_country else draft.subject,
        country=draft.subject if is_country else None,
        reason=draft.reason,
        made_by=actor.label,
        made_at=now,
        ends_at=now + length if length else None,
    )
    uow.add(made)
    uow.audit(Verb.ruled, made.id, verdict=draft.verdict, network=draft.subject)
    return made.id


async def _locked(uow: UnitOfWork) -> None:
    await uow.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def _remove(uow: UnitOfWork, actor: Actor, row: NetworkRule) -> None:
    row.removed_at, row.removed_by = uow.clock.now(), actor.label
    uow.audit(Verb.lifted, row.id, network=str(row.network or row.country))
