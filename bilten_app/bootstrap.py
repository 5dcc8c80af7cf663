"""The only place where settings choose adapters."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from fastapi import APIRouter
from pydantic import SecretStr

from bilten_app.adapters.guarded import GuardedGateway
from bilten_app.adapters.limits import WindowLimiter
from bilten_app.adapters.local_store import LocalStore
from bilten_app.adapters.paypal.door import Door
from bilten_app.adapters.paypal.door import open_client as open_paypal
from bilten_app.adapters.paypal.gateway import PayPalGateway
from bilten_app.adapters.proof_of_work import ProofOfWork
from bilten_app.adapters.rates import BankRates, StaticRates
from bilten_app.adapters.sandbox.aftersale import Sandbox
from bilten_app.adapters.sandbox.history import SandboxHistory
from bilten_app.adapters.sandbox.hosted import hosted_pages
from bilten_app.adapters.sandbox.mail import MailSink, mail_pages
from bilten_app.adapters.sandbox.payouts import SandboxPayouts
from bilten_app.adapters.sandbox.vat import SandboxVatRegister
from bilten_app.adapters.sandbox.webhooks import WebhookSender
from bilten_app.adapters.smtp import SmtpSender
from bilten_app.adapters.typst_paper import TypstPaper
from bilten_app.domains.inventory.service import HOLD_STATEMENT
from bilten_app.infra.db import make_engine
from bilten_app.infra.lane import Lane
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.settings import Settings
from bilten_app.infra.vault import Vault
from bilten_app.kit.clock import Clock, SystemClock
from bilten_app.ports import Gateways

type Background = Callable[[asyncio.Event], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class House:
    """A runtime, and what the chosen adapters bring along.

    `pages` are routes that stand for somebody else (the sandbox); `background` runs in the worker
    until its event is set. `history` lets the demo say what the sandbox has collected before.
    """

    rt: Runtime
    pages: Sequence[APIRouter]
    background: Sequence[Background]
    history: SandboxHistory


@asynccontextmanager
async def open_house(settings: Settings, clock: Clock | None = None) -> AsyncGenerator[House]:
    """Build everything a process needs, and take it down again."""
    clock = clock or SystemClock()
    dsn = _named(settings.database_url, "BILTEN_DATABASE_URL")
    engine = make_engine(dsn)
    vault = Vault(settings.vault_key())
    sandbox = Sandbox(
        engine, clock, settings.origin, vault.derive("sandbox.webhooks", b"signature")
    )
    sink = MailSink(engine, clock)
    redis_url = settings.redis_url.get_secret_value() if settings.redis_url else None
    limiter = WindowLimiter(redis_url)
    smtp_url = settings.smtp_url.get_secret_value() if settings.smtp_url else None
    async with AsyncExitStack() as stack:
        taking = await _taking(settings, sandbox, clock, stack)
        outages = Outages(engine, clock)
        runtime = Runtime(
        settings=settings,
        clock=clock,
        engine=engine,
        hold_lane=Lane(dsn, HOLD_STATEMENT),
        vault=vault,
        gateways=Gateways(
            payments=next(iter(taking.gateways)),
            payment_methods={
                gateway.name: GuardedGateway(gateway, Breaker(clock), outages)
                for gateway in taking.gateways
            },
            payees=taking.payees,
            saved_methods=taking.saved_methods,
            payouts=SandboxPayouts(engine, clock),
            email=SmtpSender(smtp_url, settings.mail_from, clock) if smtp_url else sink,
            store=LocalStore(settings.data_dir / "media"),
            limits=limiter,
            bots=ProofOfWork(
                vault.derive("waiting.work", b"challenge"),
                settings.work_bits if settings.bot_check == "work" else 0,
                clock,
            ),
            paper=TypstPaper(),
            vat=SandboxVatRegister(),
            rates=BankRates(settings.rates, clock) if settings.rates else StaticRates(),
        ),
    )
    inside = f"http://{settings.host}:{settings.port}"
    async with httpx.AsyncClient(base_url=inside, trust_env=False, timeout=10) as client:
        sender = WebhookSender(engine, clock, gateway, client)
        try:
            pages = [hosted_pages(gateway), *([] if smtp_url else [mail_pages(sink)])]
            yield House(runtime, pages, [sender.run], SandboxHistory(engine))
        finally:
            await runtime.close()
            await limiter.close()


def _named(secret: SecretStr | None, variable: str) -> str:
    if secret is None:
        raise ValueError(f"{variable} is not set; `bilten up` sets it for the embedded server")
    return secret.get_secret_value()
