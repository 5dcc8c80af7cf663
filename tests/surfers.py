"""Browsers of people who sign in by an issuer, and what is told about it."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from fastapi import FastAPI
from sqlalchemy import text

from bilten_app.domains.identity import queries
from bilten_app.domains.identity.public import LoginView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_code, new_token
from bilten_app.web import door
from bilten_app.web.auth import passwords, providers, saml, wallets, work
from bilten_app.web.door import SESSION_COOKIE
from tests.issuer import Issuer
from tests.people import PASSWORD, actor_of

BEGIN, BACK = "/auth/with/oidc", "/auth/with/oidc/callback"


@dataclass
class Surfer:
    """A browser, and the person in front of it."""

    client: httpx.AsyncClient
    issuer: Issuer
    rt: Runtime

    async def go(self, path: str = BEGIN, **form: str) -> str:
        """Press a provider's button; return where the page leads."""
        answer = await self.client.post(path, data=form)
        assert answer.status_code == 200, answer.headers["location"]
        leads = re.search(r'content="0;url=([^"]+)"', answer.text)
        assert leads
        return unescape(leads[1])

    async def come_back(self, back: dict[str, str], path: str = BACK) -> httpx.Response:
        return await self.client.get(f"{path}?{urlencode(back)}")

    async def sign_in(self, **form: str) -> httpx.Response:
        return await self.come_back(self.issuer.consent(await self.go(**form)))

    async def type_password(self, email: str, going: str = "") -> None:
        form = {"email": email, "password": PASSWORD, "next": going}
        await self.client.post("/auth/sign-in", data=form)
        assert SESSION_COOKIE in self.client.cookies

    async def actor(self) -> Actor:
        return await actor_of(self.rt, self.client.cookies.get(SESSION_COOKIE))

    async def logins(self) -> list[LoginView]:
        actor = await self.actor()
        async with self.rt.read() as session:
            return list(await queries.logins(session, actor))


@asynccontextmanager
async def surfing(rt: Runtime, issuer: Issuer) -> AsyncGenerator[Surfer]:
    """Open a browser of its own."""
    door.move_in(rt)
    app = FastAPI()
    for part in (passwords, providers, saml, wallets, work):
        app.include_router(part.router)
    transport = httpx.ASGITransport(app, client=(new_code(), 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://bilten.test") as client:
        client.cookies.set("bilten_visitor", new_token())
        yield Surfer(client, issuer, rt)


def told(answer: httpx.Response) -> tuple[str, dict[str, str]]:
    parts = urlsplit(answer.headers["location"])
    return parts.path, {name: said[0] for name, said in parse_qs(parts.query).items()}


async def verbs_of(rt: Runtime, subject: object) -> list[str]:
    async with rt.read() as session:
        lines = text("SELECT verb FROM audit_lines WHERE subject = :subject ORDER BY id")
        return list((await session.execute(lines, {"subject": str(subject)})).scalars())


async def matters(rt: Runtime) -> list[str]:
    """Return what owners of accounts are told of."""
    async with rt.read() as session:
        facts = text("SELECT payload->>'matter' FROM facts WHERE name = :name ORDER BY id")
        found = await session.execute(facts, {"name": "identity.security_changed"})
        return list(found.scalars())
