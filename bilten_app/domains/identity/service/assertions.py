"""Assertions of SAML providers: checked as they are posted, believed by the browser they are for.

A provider posts from its own site, so our cookies stay at home: the post alone signs nobody in.
What it proves is kept, sealed, until the browser comes by an address with the cookie of that round.
"""

import asyncio
import hashlib
import json
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from bilten_app.domains.identity.models import LoginRound, SamlAssertion
from bilten_app.domains.identity.public import LoginAnswer, LoginPurpose
from bilten_app.domains.identity.rules.logins import redirect_uri, round_of
from bilten_app.domains.identity.service.rounds import Rounding, note_unvouched
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_token, token_hash
from bilten_app.ports.saml import Vouched
from bilten_app.ports.signin import NotVouched, Person, Registration, Round

A_MINUTE, POSTS_A_MINUTE = 60, 60


async def take_assertion(
    rt: Runtime, actor: Actor, *, registration: Registration, relay: str, posted: str, address: str
) -> LoginAnswer:
    """Check what a provider posted; return what the browser of the round has to bring.

    Raises TooMany, or NotVouched, also for an assertion that came before.
    """
    await rt.gateways.limits.hit("assertion", address, limit=POSTS_A_MINUTE, per_s=A_MINUTE)
    try:
        wanted, round_id = await _asked(rt, registration, relay)
        found = await asyncio.to_thread(rt.gateways.saml.read, registration, wanted, posted)
        code = await _kept(rt, registration, round_id, found)
    except NotVouched as refused:
        await note_unvouched(rt, actor, registration.name, refused)
        raise
    return LoginAnswer(wanted.state, code)


async def person_of_assertion(rt: Runtime, rounding: Rounding, code: str) -> Person:
    """Return whom the assertion of a round was about, once. Raises NotVouched."""
    mine = (
        col(SamlAssertion.code_hash) == token_hash(code),
        col(SamlAssertion.round_id) == rounding.id,
        col(SamlAssertion.sealed).is_not(None),
    )
    async with rt.unit_of_work() as uow:
        chosen = select(col(SamlAssertion.sealed)).where(*mine).with_for_update()
        sealed = (await uow.session.execute(chosen)).scalar_one_or_none()
        await uow.session.execute(update(SamlAssertion).where(*mine).values(sealed=None))
    if sealed is None:
        raise NotVouched("no assertion for this round")
    return Person(**json.loads(rt.vault.open(_purpose(rounding.id), sealed)))


async def _asked(rt: Runtime, registration: Registration, relay: str) -> tuple[Round, UUID]:
    """Return what was asked of the provider in a round that still waits."""
    try:
        round_id = UUID(hex=relay)
    except ValueError:
        raise NotVouched("no round is called so") from None
    async with rt.read() as session:
        chosen = select(LoginRound).where(
            col(LoginRound.id) == round_id,
            col(LoginRound.provider) == registration.name,
            col(LoginRound.expires_at) > rt.clock.now(),
        )
        row = (await session.execute(chosen)).scalar_one_or_none()
    if row is None:
        raise NotVouched("no such round waits for this provider")
    wanted = round_of(
        rt.vault, round_id, redirect_uri=redirect_uri(rt.settings.origin, registration),
        is_again=row.purpose == LoginPurpose.prove.value,
    )  # fmt: skip
    return wanted, round_id


async def _kept(rt: Runtime, registration: Registration, round_id: UUID, found: Vouched) -> str:
    code, person = new_token(), found.person
    told = {"subject": person.subject, "email": person.email, "name": person.name,
            "claims": dict(person.claims)}  # fmt: skip
    name = f"{registration.name}\n{registration.issuer}\n{found.assertion_id}"
    row = {
        "name_hash": hashlib.sha256(name.encode()).digest(), "round_id": round_id,
        "code_hash": token_hash(code), "ends_at": found.ends_at,
        "sealed": rt.vault.seal(_purpose(round_id), json.dumps(told).encode()),
    }  # fmt: skip
    made = insert(SamlAssertion).values(row).on_conflict_do_nothing()
    async with rt.unit_of_work() as uow:
        kept = await uow.session.execute(made.returning(col(SamlAssertion.round_id)))
        if kept.scalar_one_or_none() is None:
            raise NotVouched("this assertion came before")
    return code


def _purpose(round_id: UUID) -> str:
    """Return what the vault binds a person to who waits for their browser."""
    return f"identity/assertion/{round_id}"
