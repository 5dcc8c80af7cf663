"""How long a round to a provider lasts, and what it must bring back."""

import base64
from datetime import timedelta
from uuid import UUID

from bilten_app.infra.vault import Vault
from bilten_app.ports.signin import Registration, Round, callback_of

ROUND_LASTS = timedelta(minutes=10)
CLAIM_LASTS = timedelta(minutes=60)


def round_of(
    vault: Vault, round_id: UUID, *, redirect_uri: str, hint: str = "", is_again: bool = False
) -> Round:
    """Return what goes along with a round: derived from its id, known to nobody else."""

    def secret(purpose: str) -> str:
        derived = vault.derive(f"identity/login/{purpose}", round_id.bytes)
        return base64.urlsafe_b64encode(derived).decode().rstrip("=")

    return Round(
        state=secret("state"),
        nonce=secret("nonce"),
        verifier=secret("verifier"),
        redirect_uri=redirect_uri,
        hint=hint,
        is_again=is_again,
    )


def redirect_uri(origin: str, registration: Registration) -> str:
    """Return where a provider sends people back to, as it was registered there."""
    return callback_of(origin, registration.name, registration.kind)
