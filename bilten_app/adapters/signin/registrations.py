"""How the settings make us known to providers."""

from collections.abc import Mapping

from pydantic import SecretStr

from bilten_app.infra.signin_settings import SIGN_IN_KEYS, SignInSettings
from bilten_app.ports.signin import ProviderKind, Registration

GOOGLE, APPLE = "https://accounts.google.com", "https://appleid.apple.com"
LINKEDIN = "https://www.linkedin.com/oauth"


def registrations(settings: SignInSettings) -> Mapping[str, Registration]:
    """Return those that have their keys, in the order of their buttons."""
    everywhere = (
        Registration("google", "Google", ProviderKind.google, settings.google_client_id,
                     GOOGLE, _plain(settings.google_client_secret)),
        Registration("apple", "Apple", ProviderKind.apple, settings.apple_client_id,
                     APPLE, keys=_apple_keys(settings)),
        Registration("facebook", "Facebook", ProviderKind.facebook, settings.facebook_client_id,
                     secret=_plain(settings.facebook_client_secret)),
        Registration("linkedin", "LinkedIn", ProviderKind.linkedin, settings.linkedin_client_id,
                     LINKEDIN, _plain(settings.linkedin_client_secret)),
        Registration("oidc", settings.oidc_name, ProviderKind.oidc, settings.oidc_client_id,
                     settings.oidc_issuer, _plain(settings.oidc_client_secret)),
    )  # fmt: skip
    return {
        one.name: one
        for one in everywhere
        if all(getattr(settings, key) for key in SIGN_IN_KEYS[one.name])
    }


def _apple_keys(settings: SignInSettings) -> Mapping[str, str]:
    return {
        "team_id": settings.apple_team_id,
        "key_id": settings.apple_key_id,
        "private_key": _plain(settings.apple_private_key),
    }


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
