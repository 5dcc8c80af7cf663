"""When an organizer is paid out, where to, and what is held back."""

import json
from dataclasses import asdict
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from bilten_app.domains.payouts import rules
from bilten_app.domains.payouts.models import PayoutSettings
from bilten_app.domains.payouts.public import BadSettings, Terms, Verb
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission, StaffPermission
from bilten_app.kit.typed import one_line
from bilten_app.ports.payouts import BankAccount


async def change_terms(
    uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, currency: str, terms: Terms
) -> None:
    """Say when payouts are made. What is held back is the platform's word and stays as it is.

    For members with `finances:manage`. Raises BadSettings.
    """
    scope = actor.require(Permission.finances_manage, organizer_id)
    if problems := rules.terms_problems(terms):
        raise BadSettings(problems)
    row = await settings_row(uow, scope, currency)
    row.schedule, row.delay_days = terms.schedule.value, terms.delay_days
    row.minimum_minor, row.changed_at = terms.minimum_minor, uow.clock.now()
    changed = {"schedule": row.schedule, "days": row.delay_days, "minimum": row.minimum_minor}
    uow.audit(Verb.settings_changed, scope, currency=currency, **changed)


async def change_destination(
    rt: Runtime, actor: Actor, *, organizer_id: UUID, currency: str, account: BankAccount
) -> None:
    """Say where the money goes; payouts that a bank refused are made again from now on.

    For members with `finances:manage`. Raises ProofNeeded, BadSettings.
    """
    scope = actor.require(Permission.finances_manage, organizer_id)
    actor.require_recent_proof()
    holder, bank_code = one_line(account.holder), rules.bare_number(account.bank_code)
    number = rules.bare_number(account.number)
    if problems := rules.account_problems(holder, number, bank_code):
        raise BadSettings(problems)
    sealed = seal(rt.vault, scope, BankAccount(holder, number, bank_code))
    async with rt.unit_of_work(actor) as uow:
        row = await settings_row(uow, scope, currency)
        row.destination, row.destination_sealed = rules.masked(number), sealed
        row.blocked, row.changed_at = "", uow.clock.now()
        uow.audit(Verb.destination_changed, scope, currency=currency, account=row.destination)


async def change_reserve(
    uow: UnitOfWork,
    actor: Actor,
    *,
    organizer_id: UUID,
    currency: str,
    basis_points: int,
    days: int,
) -> None:
    """Hold back a share of coming payouts for so many days. For the platform's staff."""
    actor.require_staff(StaffPermission.money_manage)
    if not (0 <= basis_points <= 10_000 and 0 <= days <= 365):
        raise BadSettings
    row = await settings_row(uow, organizer_id, currency)
    row.reserve_basis_points, row.reserve_days = basis_points, days
    row.changed_at = uow.clock.now()
    uow.audit(
        Verb.reserve_changed, organizer_id, currency=currency, basis_points=basis_points, days=days
    )


async def settings_row(uow: UnitOfWork, organizer_id: UUID, currency: str) -> PayoutSettings:
    """Return the locked settings of one currency, made with the usual terms when there are none."""
    made = {"organizer_id": organizer_id, "currency": currency, "changed_at": uow.clock.now()}
    usual = {"destination": "", "blocked": "", "reserve_basis_points": 0, "reserve_days": 0}
    terms = {"schedule": "after_event", "delay_days": 5, "minimum_minor": 0}
    await uow.session.execute(
        insert(PayoutSettings).values({**made, **usual, **terms}).on_conflict_do_nothing()
    )
    chosen = select(PayoutSettings).where(
        col(PayoutSettings.organizer_id) == organizer_id, col(PayoutSettings.currency) == currency
    )
    return (await uow.session.execute(chosen.with_for_update())).scalar_one()


def seal(vault: Vault, organizer_id: UUID, account: BankAccount) -> bytes:
    """Return a bank account as it is stored; nobody else's row can carry it."""
    return vault.seal(_purpose(organizer_id), json.dumps(asdict(account)).encode())


def unseal(vault: Vault, organizer_id: UUID, sealed: bytes) -> BankAccount:
    """Return a stored bank account."""
    return BankAccount(**json.loads(vault.open(_purpose(organizer_id), sealed)))


def _purpose(organizer_id: UUID) -> str:
    return f"payout-destination/{organizer_id}"
