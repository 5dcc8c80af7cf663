"""What a wallet is asked to sign, whether that is what it signed, and what it is called."""

from collections.abc import Collection
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from bilten_app.domains.identity.public.logins import WALLET, LoginPurpose
from bilten_app.domains.identity.rules.logins import ROUND_LASTS
from bilten_app.infra.vault import Vault
from bilten_app.kit import siwe
from bilten_app.ports.signin import NotVouched

# A message may hold these few characters only, so it is in one language (EIP-4361).
STATEMENTS = {
    LoginPurpose.sign_in: "Sign in to your account. This costs nothing and sends nothing.",
    LoginPurpose.link: "Let this wallet open your account. This costs nothing and sends nothing.",
    LoginPurpose.prove: "Show that it is you. This costs nothing and sends nothing.",
}
LEEWAY = timedelta(minutes=1)
NONCE_BYTES = 16
# A key signs for an account on every chain; a contract is an account on its own chain only.
EVERY_CHAIN = 0


def nonce_of(vault: Vault, round_id: UUID) -> str:
    """Return what a round must be signed with: derived from its id, known to nobody else."""
    return vault.derive(f"identity/login/{WALLET}", round_id.bytes)[:NONCE_BYTES].hex()


def message_of(
    purpose: LoginPurpose, *, origin: str, address: str, chain_id: int, nonce: str, now: datetime
) -> siwe.Message:
    """Return what to sign."""
    return siwe.Message(
        domain=urlsplit(origin).netloc,
        address=address,
        statement=STATEMENTS[purpose],
        uri=origin,
        chain_id=chain_id,
        nonce=nonce,
        issued_at=now.replace(microsecond=0),
        expires_at=now.replace(microsecond=0) + ROUND_LASTS,
    )


def checked_message(
    text: str,
    purpose: LoginPurpose,
    *,
    origin: str,
    chains: Collection[int],
    nonce: str,
    now: datetime,
) -> siwe.Message:
    """Return a message that was signed for us, now, for this purpose, in this round, or raise
    NotVouched. Who signed it is not known yet."""
    try:
        said = siwe.read(text)
    except siwe.NoMessage as error:
        raise NotVouched(f"no message: {error}") from error
    wrong = {
        "domain": said.domain != urlsplit(origin).netloc,
        "URI": said.uri != origin,
        "statement": said.statement != STATEMENTS[purpose],
        "nonce": said.nonce != nonce,
        "chain": said.chain_id not in chains,
        "issued at": not now - ROUND_LASTS <= said.issued_at <= now + LEEWAY,
        "expiration time": not now < said.expires_at <= said.issued_at + ROUND_LASTS,
        "not before": bool(said.not_before and said.not_before > now),
    }
    for name, is_wrong in wrong.items():
        if is_wrong:
            raise NotVouched(f"the message has a wrong {name}")
    return said


def subject_of(chain_id: int, address: str) -> str:
    """Return what an account is called (CAIP-10); chain 0 stands for every chain."""
    return f"{chain_prefix(chain_id)}{address}"


def chain_prefix(chain_id: int) -> str:
    """Return how the names of a chain's accounts begin."""
    return f"eip155:{chain_id}:"


def account_of(subject: str) -> tuple[int, str]:
    """Return the chain and the address of an account."""
    _, chain_id, address = subject.split(":")
    return int(chain_id), address
