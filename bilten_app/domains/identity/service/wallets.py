"""Signing in by a wallet: a message of ours, signed by the key that the account is called by."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from bilten_app.domains.identity.models import Login, User
from bilten_app.domains.identity.public import (
    WALLET,
    Arrived,
    LoginPurpose,
    NoWallet,
    SecurityMatter,
    Verb,
    WalletQuestion,
)
from bilten_app.domains.identity.rules import wallets as rules
from bilten_app.domains.identity.rules.logins import ROUND_LASTS
from bilten_app.domains.identity.service.coming import Comer, come_as
from bilten_app.domains.identity.service.opening import Browser
from bilten_app.domains.identity.service.rounds import (
    A_MINUTE,
    ROUNDS_A_MINUTE,
    Rounding,
    begin_round,
    note_unvouched,
    spent_round,
)
from bilten_app.domains.identity.service.security import tell_security
from bilten_app.domains.identity.service.ways import require_other_way
from bilten_app.infra.runtime import Runtime
from bilten_app.kit import siwe
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.evm import BadAddress, checksummed, parse_address, personal_hash, recover
from bilten_app.ports.signin import NotVouched, Person

LONGEST_SIGNATURE, SIGNATURE_SIZE = 8_192, 65


async def ask_wallet(
    rt: Runtime,
    actor: Actor,
    *,
    purpose: LoginPurpose,
    origin: str,
    account: str,
    chain_id: int,
    address: str,
    wished: str = "",
) -> WalletQuestion:
    """Return what an account has to sign; good once, for ten minutes, in this browser.

    A wallet on a chain that we do not know signs for the first that we know: a key is the same on
    every chain. Raises NoWallet, ProofNeeded, TooMany, or NotFound where wallets do not sign in.
    """
    await rt.gateways.limits.hit("wallet-round", address, limit=ROUNDS_A_MINUTE, per_s=A_MINUTE)
    chains = list(rt.settings.chain_names)
    if not chains:
        raise NotFound
    try:
        spelled = checksummed(parse_address(account))
    except BadAddress:
        raise NoWallet from None
    user_id = None if purpose is LoginPurpose.sign_in else actor.require_own_hand()
    if purpose is LoginPurpose.link:
        actor.require_recent_proof()
    async with rt.unit_of_work(actor) as uow:
        round_id, token = begin_round(uow, WALLET, purpose, user_id, wished)
    message = rules.message_of(
        purpose, origin=origin, address=spelled,
        chain_id=chain_id if chain_id in chains else chains[0],
        nonce=rules.nonce_of(rt.vault, round_id), now=rt.clock.now(),
    )  # fmt: skip
    return WalletQuestion(str(message), token, int(ROUND_LASTS.total_seconds()))


async def end_wallet_round(rt: Runtime, actor: Actor, *, token: str) -> Rounding:
    """Spend the round that this browser began, whatever becomes of it. Raises NotVouched."""
    try:
        return await spent_round(rt, actor, WALLET, token)
    except NotVouched as refused:
        await note_unvouched(rt, actor, WALLET, refused)
        raise


async def arrive_by_wallet(
    rt: Runtime,
    actor: Actor,
    rounding: Rounding,
    *,
    message: str,
    signature: str,
    origin: str,
    comer: Comer,
) -> Arrived:
    """Find out whose wallet has signed, and do what the round was for.

    Raises NotVouched, Suspended, LoginTaken, or Unavailable while a chain does not answer.
    """
    try:
        said = rules.checked_message(
            message, rounding.purpose, origin=origin, chains=rt.settings.chain_names,
            nonce=rules.nonce_of(rt.vault, rounding.id), now=rt.clock.now(),
        )  # fmt: skip
        subject = await _signed_by(rt, said, _bytes(signature))
    except NotVouched as refused:
        await note_unvouched(rt, actor, WALLET, refused)
        raise
    return await come_as(rt, actor, rounding, Person(subject), comer)


async def unlink_wallet(rt: Runtime, actor: Actor, *, wallet_id: UUID, browser: Browser) -> None:
    """Let a wallet open the account no more; another's is NotFound.

    Raises LastWayIn or ProofNeeded.
    """
    user_id = actor.require_own_hand()
    actor.require_recent_proof()
    async with rt.unit_of_work(actor) as uow:
        await uow.get(User, user_id, lock=True)
        chosen = select(Login).where(
            col(Login.id) == wallet_id,
            col(Login.user_id) == user_id,
            col(Login.provider) == WALLET,
        )
        wallet = (await uow.session.execute(chosen)).scalar_one_or_none()
        if wallet is None:
            raise NotFound
        await uow.session.delete(wallet)
        await uow.session.flush()
        await require_other_way(rt, uow, user_id)
        uow.audit(Verb.login_unlinked, user_id, provider=WALLET)
        tell_security(uow, user_id, SecurityMatter.login_unlinked, browser)


async def _signed_by(rt: Runtime, said: siwe.Message, signature: bytes) -> str:
    """Return what is called by the address that has signed: a key, or a contract on its chain.

    Raises NotVouched, or Unavailable.
    """
    digest, account = personal_hash(str(said).encode()), parse_address(said.address)
    if recover(digest, _as_counted(signature)) == account:
        return rules.subject_of(rules.EVERY_CHAIN, said.address)
    contracts = rt.gateways.contract_wallets
    if said.chain_id in contracts.chains and await contracts.has_signed(
        said.chain_id, account=account, digest=digest, signature=signature
    ):
        return rules.subject_of(said.chain_id, said.address)
    raise NotVouched("another key has signed, or none")


def _as_counted(signature: bytes) -> bytes:
    """Return a signature whose last byte counts from 27; some wallets count from nought."""
    is_plain = len(signature) == SIGNATURE_SIZE and signature[-1] < 2
    return signature[:-1] + bytes([signature[-1] + 27]) if is_plain else signature


def _bytes(signature: str) -> bytes:
    plain = signature.removeprefix("0x")
    if len(plain) > 2 * LONGEST_SIGNATURE:
        raise NotVouched("the signature is too long")
    try:
        return bytes.fromhex(plain)
    except ValueError as error:
        raise NotVouched("the signature is not written in hex") from error
