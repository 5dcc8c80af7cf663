"""Authlib's OAuth client, whose calls go out through ours."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from authlib.oauth2.client import OAuth2Client

from bilten_app.adapters.signin.caller import Caller
from bilten_app.ports.signin import NotVouched, Registration, Round


class CodeClient:
    """The authorization code grant with PKCE (RFC 6749 §4.1, RFC 7636), for one registration."""

    def __init__(
        self,
        caller: Caller,
        registration: Registration,
        *,
        secret: str,
        scope: str,
        basic: bool = False,
        pkce: bool = True,
    ) -> None:
        self._caller = caller
        self._registration = registration
        self._pkce = pkce
        self._client: Any = cast("Any", _Outgoing)(
            self._post,
            client_id=registration.client_id,
            client_secret=secret,
            token_endpoint_auth_method="client_secret_basic" if basic else "client_secret_post",
            scope=scope,
            code_challenge_method="S256",
        )

    def address(self, door: str, wanted: Round, **more: str) -> str:
        """Return where the browser goes."""
        url, _ = self._client.create_authorization_url(
            door,
            state=wanted.state,
            code_verifier=wanted.verifier if self._pkce else None,
            redirect_uri=wanted.redirect_uri,
            **more,
        )
        return str(url)

    async def spend(self, door: str, wanted: Round, code: str) -> Mapping[str, Any]:
        """Return the tokens of a code. Raises Unavailable, or NotVouched for a code that is bad."""
        more = {"code_verifier": wanted.verifier} if self._pkce else {}
        status, told = await self._client.fetch_token(
            door,
            grant_type="authorization_code",
            code=code,
            redirect_uri=wanted.redirect_uri,
            **more,
        )
        if status != HTTPStatus.OK or not isinstance(told.get("access_token"), str):
            raise NotVouched(f"the code was answered by {status} {str(told.get('error'))[:60]}")
        return told

    async def _post(
        self, url: str, headers: Mapping[str, str], body: str
    ) -> tuple[int, Mapping[str, Any]]:
        return await self._caller.json(self._registration, "POST", url, headers, body)


class _Outgoing(OAuth2Client):
    """Signs the request as Authlib does, and lets `session` send it."""

    def _fetch_token(
        self, url: str, body: str = "", headers: Any = None, auth: Any = None, **_: object
    ) -> Any:
        where, told, said = auth.prepare("POST", url, dict(headers), body)
        return cast("Any", self).session(where, told, said)
