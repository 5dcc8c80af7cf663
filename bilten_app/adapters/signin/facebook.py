"""Facebook speaks OAuth 2.0 without ID tokens: who came is asked for with the access token."""

import hashlib
import hmac
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from bilten_app.adapters.signin.caller import Caller
from bilten_app.ports.signin import NotVouched, Person, Registration

SITE, GRAPH = "https://www.facebook.com/v24.0", "https://graph.facebook.com/v24.0"
SCOPE = "public_profile email"


def doors(registration: Registration) -> tuple[str, str, str]:
    """Return where to send people, where codes are spent, and where it is said who came."""
    site, graph = registration.issuer or SITE, registration.issuer or GRAPH
    return f"{site}/dialog/oauth", f"{graph}/oauth/access_token", f"{graph}/me"


async def person(caller: Caller, registration: Registration, tokens: Mapping[str, Any]) -> Person:
    """Return who an access token stands for; Facebook does not say whether it checked the address.

    `appsecret_proof` shows that the token is used by who it was given to.
    """
    token = str(tokens["access_token"])
    proof = hmac.new(registration.secret.encode(), token.encode(), hashlib.sha256).hexdigest()
    asked = urlencode({"fields": "id,name,email", "appsecret_proof": proof})
    url = f"{doors(registration)[2]}?{asked}"
    status, told = await caller.json(registration, "GET", url, {"Authorization": f"Bearer {token}"})
    subject = str(told.get("id") or "")
    if status != HTTPStatus.OK or not subject or len(subject) > 255:
        raise NotVouched(f"Facebook named nobody: {status}")
    return Person(subject, str(told.get("email") or ""), name=str(told.get("name") or ""),
                  claims=told)  # fmt: skip
