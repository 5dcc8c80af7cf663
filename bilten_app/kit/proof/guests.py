"""Guest data that a scanner carries but can read only with the proof in hand.

The key is made from the proof's own signature, which no device holds: a lost scanner
reveals nobody, and a scanned ticket opens its own line and no other.
"""

import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bilten_app.kit.proof.codec import Proof

_NONCE_SIZE = 12


def seal(event: UUID, proof: Proof, plain: bytes, *, nonce: bytes | None = None) -> bytes:
    """Lock a ticket's guest line; the nonce is for test vectors only."""
    nonce = nonce or secrets.token_bytes(_NONCE_SIZE)
    return nonce + AESGCM(_key(event, proof)).encrypt(nonce, plain, None)


def unseal(event: UUID, proof: Proof, sealed: bytes) -> bytes | None:
    """Open a guest line, or return None when this proof does not fit it."""
    nonce, locked = sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:]
    try:
        return AESGCM(_key(event, proof)).decrypt(nonce, locked, None)
    except (InvalidTag, ValueError):
        return None


def _key(event: UUID, proof: Proof) -> bytes:
    body = proof.body
    info = b"bilten/guest" + body.index.to_bytes(3) + body.generation.to_bytes(1)
    return HKDF(SHA256(), length=32, salt=event.bytes, info=info).derive(proof.signature)
