"""What a passkey is asked, and whether its answer holds. Pure: no database, no network."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from bilten_app.domains.identity.public import PasskeyRefused

QUESTION_LASTS = timedelta(minutes=5)
HOUSE = "Bilten"


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys belong: they answer no other address, however much it looks like ours."""

    origin: str

    @property
    def domain(self) -> str:
        """The name that passkeys are bound to."""
        return urlsplit(self.origin).hostname or ""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A passkey that was just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    is_synced: bool


def registration_options(
    site: Site, *, user_id: UUID, email: str, name: str, challenge: bytes, known: Sequence[bytes]
) -> str:
    """Return what a browser needs to make a passkey that is found without an address."""
    options = generate_registration_options(
        rp_id=site.domain,
        rp_name=HOUSE,
        user_id=user_id.bytes,
        user_name=email,
        user_display_name=name,
        challenge=challenge,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return options_to_json(options)


def authentication_options(site: Site, *, challenge: bytes, known: Sequence[bytes] = ()) -> str:
    """Return what a browser needs to ask for a passkey: any of this site, or one of those known."""
    options = generate_authentication_options(
        rp_id=site.domain,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def enrolled(site: Site, credential: str, challenge: bytes) -> Enrolled:
    """Return the passkey that a browser made, or raise PasskeyRefused."""
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error
    is_synced = made.credential_device_type is CredentialDeviceType.MULTI_DEVICE
    return Enrolled(made.credential_id, made.credential_public_key, made.sign_count, is_synced)


def credential_of(credential: str) -> bytes:
    """Return which passkey answers, or raise PasskeyRefused."""
    try:
        return base64url_to_bytes(parse_authentication_credential_json(credential).id)
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error


def new_count(site: Site, credential: str, challenge: bytes, public_key: bytes) -> int:
    """Return how often a passkey says it was used, if its answer holds; or raise PasskeyRefused."""
    try:
        return verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        ).new_sign_count
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error


def went_back(before: int, now: int) -> bool:
    """Whether a passkey counts less than it did: there may be two of it. Many never count."""
    return before > 0 and now <= before
