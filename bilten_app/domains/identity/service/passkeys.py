"""Passkeys: made, asked, named, taken away.

`origin` is the address of the site, which a passkey signs along: it answers no other.
"""

import secrets
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from bilten_app.domains.identity.models import Passkey, PasskeyChallenge, User
from bilten_app.domains.identity.public import (
    LONGEST_NAME,
    PasskeyKnown,
    PasskeyPurpose,
    PasskeyQuestion,
    PasskeyRefused,
    SecurityMatter,
    SignedIn,
    Suspended,
    Verb,
)
from bilten_app.domains.identity.rules import OPENED_BY_PASSKEY
from bilten_app.domains.identity.rules import passkeys as rules
from bilten_app.domains.identity.service.entering import let_in
from bilten_app.domains.identity.service.opening import Browser
from bilten_app.domains.identity.service.security import tell_security
from bilten_app.domains.identity.service.sessions import rotate
from bilten_app.domains.identity.service.ways import require_other_way
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id, new_token, token_hash
from bilten_app.kit.typed import one_line

A_MINUTE = 60
QUESTIONS_A_MINUTE = 20
CHALLENGE_BYTES = 32


async def ask_passkey(
    rt: Runtime, actor: Actor, *, purpose: PasskeyPurpose, origin: str, address: str
) -> PasskeyQuestion:
    """Return what a browser has to ask; the answer is good once, for five minutes, for this only.

    Signing in asks for any passkey of this site: nobody types an address, and nobody learns of one.
    Raises TooMany for one network address that asks without end, and ProofNeeded.
    """
    await rt.gateways.limits.hit("passkey", address, limit=QUESTIONS_A_MINUTE, per_s=A_MINUTE)
    user_id = None if purpose is PasskeyPurpose.sign_in else actor.require_user()
    if purpose is PasskeyPurpose.add:
        actor.require_recent_proof()
    challenge, token = secrets.token_bytes(CHALLENGE_BYTES), new_token()
    async with rt.unit_of_work(actor) as uow:
        known = await _credentials(uow, user_id)
        uow.add(
            PasskeyChallenge(
                user_id=user_id,
                purpose=purpose.value,
                token_hash=token_hash(token),
                challenge=challenge,
                expires_at=uow.clock.now() + rules.QUESTION_LASTS,
            )
        )
    site = rules.Site(origin)
    if user_id and purpose is PasskeyPurpose.add:
        options = rules.registration_options(
            site, user_id=user_id, email=actor.email, name=actor.name,
            challenge=challenge, known=known,
        )  # fmt: skip
    else:
        options = rules.authentication_options(site, challenge=challenge, known=known)
    return PasskeyQuestion(options, token, int(rules.QUESTION_LASTS.total_seconds()))


async def add_passkey(
    rt: Runtime,
    actor: Actor,
    *,
    origin: str,
    question: str,
    credential: str,
    name: str,
    session_token: str,
    browser: Browser,
) -> SignedIn:
    """Add a passkey, and give this session another token. Raises PasskeyRefused or PasskeyKnown."""
    user_id = actor.require_user()
    actor.require_recent_proof()
    challenge = await _spend(rt, actor, question, PasskeyPurpose.add)
    made = rules.enrolled(rules.Site(origin), credential, challenge)
    async with rt.unit_of_work(actor) as uow:
        row = {
            "id": new_id(),
            "user_id": user_id,
            "credential_id": made.credential_id,
            "public_key": made.public_key,
            "sign_count": made.sign_count,
            "name": one_line(name)[:LONGEST_NAME],
            "is_synced": made.is_synced,
            "created_at": uow.clock.now(),
        }
        added = insert(Passkey).values(row).on_conflict_do_nothing().returning(col(Passkey.id))
        passkey_id = (await uow.session.execute(added)).scalar_one_or_none()
        if passkey_id is None:
            raise PasskeyKnown
        uow.audit(Verb.passkey_added, user_id, passkey=str(passkey_id))
        tell_security(uow, user_id, SecurityMatter.passkey_added, browser)
        return await rotate(uow, actor, token=session_token)


async def sign_in_by_passkey(
    rt: Runtime,
    actor: Actor,
    *,
    origin: str,
    question: str,
    credential: str,
    browser: Browser,
    devices: Sequence[str] = (),
) -> SignedIn:
    """Open a session. A passkey is both steps at once: a thing one has, unlocked by its owner.

    Raises PasskeyRefused or Suspended.
    """
    challenge = await _spend(rt, actor, question, PasskeyPurpose.sign_in)
    passkey = await _answered(rt, actor, origin, credential, challenge, browser)
    async with rt.unit_of_work(actor) as uow:
        user = await uow.get(User, passkey.user_id)
        if user.verified_at is None:
            raise PasskeyRefused
        if user.suspended_at is not None:
            raise Suspended
        return await let_in(uow, passkey.user_id, browser, devices, opened_by=OPENED_BY_PASSKEY)


async def prove_by_passkey(
    rt: Runtime,
    actor: Actor,
    *,
    origin: str,
    question: str,
    credential: str,
    session_token: str,
    browser: Browser,
) -> SignedIn:
    """Show again that it is oneself. Raises PasskeyRefused."""
    challenge = await _spend(rt, actor, question, PasskeyPurpose.prove)
    passkey = await _answered(rt, actor, origin, credential, challenge, browser)
    if passkey.user_id != actor.require_user():
        raise PasskeyRefused
    async with rt.unit_of_work(actor) as uow:
        uow.audit(Verb.proved, passkey.user_id, by="passkey")
        return await rotate(uow, actor, token=session_token)


async def name_passkey(uow: UnitOfWork, actor: Actor, *, passkey_id: UUID, name: str) -> None:
    """Call a passkey something else; another's is NotFound."""
    passkey = await _own(uow, actor, passkey_id)
    passkey.name = one_line(name)[:LONGEST_NAME] or passkey.name


async def remove_passkey(rt: Runtime, actor: Actor, *, passkey_id: UUID, browser: Browser) -> None:
    """Let a passkey open nothing any more; another's is NotFound.

    Raises ProofNeeded, or LastWayIn.
    """
    actor.require_recent_proof()
    async with rt.unit_of_work(actor) as uow:
        await uow.get(User, actor.require_user(), lock=True)
        passkey = await _own(uow, actor, passkey_id)
        await uow.session.delete(passkey)
        await uow.session.flush()
        await require_other_way(rt, uow, passkey.user_id)
        uow.audit(Verb.passkey_removed, passkey.user_id, passkey=str(passkey_id))
        tell_security(uow, passkey.user_id, SecurityMatter.passkey_removed, browser)


async def forget_questions(rt: Runtime) -> None:
    """Delete questions nobody answered in time. Scheduled; harmless when repeated."""
    async with rt.unit_of_work() as uow:
        over = col(PasskeyChallenge.expires_at) <= uow.clock.now()
        await uow.session.execute(delete(PasskeyChallenge).where(over))


async def _spend(rt: Runtime, actor: Actor, question: str, purpose: PasskeyPurpose) -> bytes:
    """Take a challenge away for good, whatever becomes of its answer. Raises PasskeyRefused."""
    async with rt.unit_of_work(actor) as uow:
        spent = (
            delete(PasskeyChallenge)
            .where(
                col(PasskeyChallenge.token_hash) == token_hash(question),
                col(PasskeyChallenge.purpose) == purpose.value,
                col(PasskeyChallenge.expires_at) > uow.clock.now(),
            )
            .returning(col(PasskeyChallenge.challenge), col(PasskeyChallenge.user_id))
        )
        row = (await uow.session.execute(spent)).one_or_none()
    if row is None or (row[1] is not None and row[1] != actor.user_id):
        raise PasskeyRefused
    return row[0]


async def _answered(
    rt: Runtime, actor: Actor, origin: str, credential: str, challenge: bytes, browser: Browser
) -> Passkey:
    """Return the passkey whose answer this is. Raises PasskeyRefused.

    One that counts less than before is flagged and opens nothing: there may be a copy of it.
    """
    credential_id, site = rules.credential_of(credential), rules.Site(origin)
    async with rt.unit_of_work(actor) as uow:
        chosen = (
            select(Passkey).where(col(Passkey.credential_id) == credential_id).with_for_update()
        )
        passkey = (await uow.session.execute(chosen)).scalar_one_or_none()
        if passkey is None or passkey.flagged_at:
            raise PasskeyRefused
        count = rules.new_count(site, credential, challenge, passkey.public_key)
        is_copy = rules.went_back(passkey.sign_count, count)
        if is_copy:
            passkey.flagged_at = uow.clock.now()
            uow.audit(Verb.passkey_flagged, passkey.user_id, passkey=str(passkey.id))
            tell_security(uow, passkey.user_id, SecurityMatter.passkey_flagged, browser)
        else:
            passkey.sign_count, passkey.used_at = count, uow.clock.now()
    if is_copy:
        raise PasskeyRefused
    return passkey


async def _own(uow: UnitOfWork, actor: Actor, passkey_id: UUID) -> Passkey:
    passkey = await uow.get(Passkey, passkey_id, lock=True)
    if passkey.user_id != actor.require_user():
        raise NotFound
    return passkey


async def _credentials(uow: UnitOfWork, user_id: UUID | None) -> Sequence[bytes]:
    if user_id is None:
        return ()
    chosen = select(col(Passkey.credential_id)).where(
        col(Passkey.user_id) == user_id, col(Passkey.flagged_at).is_(None)
    )
    return (await uow.session.execute(chosen)).scalars().all()
