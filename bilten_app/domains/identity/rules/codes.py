"""Codes that people type: how long they work, and how they are compared."""

import hmac
import re
from datetime import datetime, timedelta
from uuid import UUID

from pyotp.totp import TOTP

from bilten_app.infra.vault import Vault
from bilten_app.kit.ids import new_code, normal_code

STEP_LASTS = timedelta(minutes=10)
TRUST_LASTS = timedelta(days=30)
TRIES, DIGITS, PERIOD_S = 5, 6, 30
RECOVERY_CODES, RECOVERY_LENGTH = 10, 12


def totp_step(secret: str, code: str, now: datetime) -> int | None:
    """Return which period a code belongs to: this one, or one beside it; None when none."""
    present = int(now.timestamp()) // PERIOD_S
    totp = TOTP(secret, interval=PERIOD_S)
    for step in (present, present - 1, present + 1):
        if hmac.compare_digest(totp.at(step * PERIOD_S).encode(), code.encode()):
            return step
    return None


def sent_code(vault: Vault, challenge_id: UUID) -> str:
    """Return the digits that are sent for a challenge; derived, so that they are stored nowhere."""
    secret = vault.derive("identity/code", challenge_id.bytes)
    return f"{int.from_bytes(secret[:8], 'big') % 10**DIGITS:0{DIGITS}}"


def new_recovery_codes() -> tuple[str, ...]:
    """Return ten codes of 60 random bits."""
    return tuple(new_code(RECOVERY_LENGTH) for _ in range(RECOVERY_CODES))


def recovery_hash(vault: Vault, user_id: UUID, code: str) -> bytes:
    """Return what is stored of a recovery code; of one code, something else for each account."""
    return vault.derive("identity/recovery-of", user_id.bytes + normal_code(code).encode())


def old_recovery_hash(vault: Vault, code: str) -> bytes:
    """Return what was stored of one before it differed: those are good until they are renewed."""
    return vault.derive("identity/recovery", normal_code(code).encode())


def code_hash(vault: Vault, challenge_id: UUID, code: str) -> bytes:
    """Return what is stored of a code that was sent: six digits hide behind the master key only."""
    return vault.derive("identity/sent", challenge_id.bytes + code.encode())


def plain_digits(typed: str) -> str:
    """Return what was typed without what people put between digits."""
    return re.sub(r"[\s-]", "", typed)
