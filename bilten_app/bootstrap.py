"""The only place where settings choose adapters."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import httpx
from fastapi import APIRouter
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.adapters.chain_doors import chain_doors
from bilten_app.adapters.chain_nodes import ChainNodes
from bilten_app.adapters.geography import GeoIpMap, NoMap
from bilten_app.adapters.guarded import GuardedGateway
from bilten_app.adapters.hooks import HttpHooks
from bilten_app.adapters.limits import WindowLimiter
from bilten_app.adapters.local_key import LocalKey
from bilten_app.adapters.local_store import LocalStore
from bilten_app.adapters.names import DnsLookup
from bilten_app.adapters.outward import open_client as open_outward
from bilten_app.adapters.outward import trusted
from bilten_app.adapters.paypal.door import Door
from bilten_app.adapters.paypal.door import open_client as open_paypal
from bilten_app.adapters.paypal.gateway import PayPalGateway
from bilten_app.adapters.proof_of_work import ProofOfWork
from bilten_app.adapters.rates import BankRates, StaticRates
from bilten_app.adapters.saml.late import LateSaml
from bilten_app.adapters.sandbox.aftersale import Sandbox
from bilten_app.adapters.sandbox.customers import SandboxCustomers
from bilten_app.adapters.sandbox.desk import desk_pages
from bilten_app.adapters.sandbox.history import SandboxHistory
from bilten_app.adapters.sandbox.hosted import hosted_pages
from bilten_app.adapters.sandbox.line import Lines
from bilten_app.adapters.sandbox.mail import MailSink, mail_pages
from bilten_app.adapters.sandbox.payouts import SandboxPayouts
from bilten_app.adapters.sandbox.sms import SmsSink
from bilten_app.adapters.sandbox.vat import SandboxVatRegister
from bilten_app.adapters.sandbox.webhooks import WebhookSender
from bilten_app.adapters.signin.caller import Caller
from bilten_app.adapters.signin.late import LateProviders
from bilten_app.adapters.signin.registrations import registrations
from bilten_app.adapters.sms import HttpSms, Line, TwilioSms
from bilten_app.adapters.smtp import SmtpSender
from bilten_app.adapters.typst_invoice import TypstInvoice
from bilten_app.adapters.typst_paper import TypstPaper
from bilten_app.adapters.typst_tables import TypstTables
from bilten_app.adapters.unlocked_node import UnlockedNode
from bilten_app.adapters.vies import ViesRegister
from bilten_app.adapters.vies import open_client as open_vies
from bilten_app.domains.inventory.service import HOLD_STATEMENT
from bilten_app.infra.breaker import Breaker, Outages
from bilten_app.infra.chain_keys import chain_keys
from bilten_app.infra.db import make_engine
from bilten_app.infra.lane import Lane
from bilten_app.infra.local_deployment import ADMIN
from bilten_app.infra.passwords import Passwords
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.settings import Settings
from bilten_app.infra.vault import Vault
from bilten_app.kit.clock import Clock, SystemClock
from bilten_app.ports import TEST_GATEWAY, Gateways
from bilten_app.ports.chain_node import ChainNode
from bilten_app.ports.chain_signer import ChainSigners
from bilten_app.ports.geography import Geography
from bilten_app.ports.messages import SmsSender
from bilten_app.ports.payees import Payees, SavedMethods
from bilten_app.ports.payments import PaymentGateway
from bilten_app.ports.saml import Saml
from bilten_app.ports.signin import IdentityProviders
from bilten_app.ports.vat import VatIdCheck

type Background = Callable[[asyncio.Event], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class House:
    """A runtime, and what the chosen adapters bring along.

    `pages` makes the routes that stand for somebody else (the sandbox), which only the web needs;
    `background` runs in the worker until its event is set. `history` lets the demo say what the
    sandbox has collected before.
    """

    rt: Runtime
    pages: Callable[[], Iterable[APIRouter]]
    background: Sequence[Background]
    history: SandboxHistory


@dataclass(slots=True)
class _Taking:
    """Who takes money, offered or not, and what else they can do."""

    gateways: list[PaymentGateway] = field(default_factory=list[PaymentGateway])
    payees: Payees | None = None
    saved_methods: dict[str, SavedMethods] = field(default_factory=dict[str, SavedMethods])


@asynccontextmanager
async def open_house(
    settings: Settings, clock: Clock | None = None, engine: AsyncEngine | None = None
) -> AsyncGenerator[House]:
    """Build everything a process needs, and take it down again.

    `engine` is one to the same database that was used before, and stays open: it still knows its
    statements.
    """
    dsn = _named(settings.database_url, "BILTEN_DATABASE_URL")
    async with AsyncExitStack() as stack:
        if engine is None:
            engine = make_engine(dsn)
            stack.push_async_callback(engine.dispose)
        yield await _build(settings, dsn, clock or SystemClock(), engine, stack)


@asynccontextmanager
async def open_chain(url: str) -> AsyncGenerator[ChainNode]:
    """Open the local chain's node for whoever fills it."""
    async with httpx.AsyncClient() as client:
        yield UnlockedNode(client, url, ADMIN)


async def _build(
    settings: Settings, dsn: str, clock: Clock, engine: AsyncEngine, stack: AsyncExitStack
) -> House:
    vault = Vault(settings.vault_key())
    secret = vault.derive("sandbox.webhooks", b"signature")
    sandbox = Sandbox(engine, clock, settings.origin, secret)
    tests = Sandbox(engine, clock, settings.origin, secret, TEST_GATEWAY)
    sink = MailSink(engine, clock)
    limiter = WindowLimiter(_plain(settings.redis_url))
    smtp_url = _plain(settings.smtp_url)
    taking = await _taking(settings, sandbox, clock, stack)
    taking.gateways.append(tests)
    outages = Outages(engine, clock)
    outward = await stack.enter_async_context(open_outward())
    inside = await stack.enter_async_context(httpx.AsyncClient(verify=trusted(), timeout=10))
    runtime = Runtime(
        settings=settings,
        clock=clock,
        engine=engine,
        hold_lane=Lane(dsn, HOLD_STATEMENT),
        vault=vault,
        passwords=Passwords(
            settings.password_memory_mib,
            *settings.keys_of_passwords(vault.derive("identity.passwords", b"key")),
        ),
        gateways=Gateways(
            payment_methods={
                gateway.name: GuardedGateway(gateway, Breaker(clock), outages)
                for gateway in taking.gateways
            },
            offered=settings.gateways,
            payees=taking.payees,
            saved_methods=taking.saved_methods,
            payouts=SandboxPayouts(engine, clock),
            email=SmtpSender(smtp_url, settings.mail_from, clock) if smtp_url else sink,
            sms=_sms(settings, outward, clock) or (None if smtp_url else SmsSink(sink)),
            store=LocalStore(settings.data_dir / "media"),
            limits=limiter,
            bots=ProofOfWork(
                vault.derive("waiting.work", b"challenge"),
                settings.work_bits if settings.bot_check == "work" else 0,
                clock,
            ),
            paper=TypstPaper(),
            tables=TypstTables(),
            invoices=TypstInvoice(),
            vat=await _vat(settings, clock, stack),
            rates=BankRates(settings.rates, clock) if settings.rates else StaticRates(),
            hooks=HttpHooks(outward, to_loopback=settings.hooks_to_loopback),
            providers=_providers(settings, clock, outward, inside),
            saml=_saml(settings, clock, outward),
            registrations=registrations(settings),
            contract_wallets=ChainNodes(inside, settings.node_urls, clock),
            chain_doors=chain_doors(inside, settings, clock),
            chain_signers={
                chain: ChainSigners(LocalKey(keys.issuer), LocalKey(keys.relayer))
                for chain, keys in chain_keys(settings).items()
            },
            names=DnsLookup([one for one in settings.name_servers.split(",") if one]),
            geography=_geography(settings, stack),
        ),
    )
    stack.push_async_callback(limiter.close)
    stack.push_async_callback(runtime.close)

    async def send_webhooks(stop: asyncio.Event) -> None:
        lines = Lines(settings.host, settings.port)
        try:
            await WebhookSender(engine, clock, sandbox, lines).run(stop)
        finally:
            await lines.close()

    def pages() -> Iterator[APIRouter]:
        yield hosted_pages(sandbox)  # of tests, too, whoever takes real money
        if settings.environment == "dev":
            yield desk_pages(sandbox, engine)
        if not smtp_url:
            yield mail_pages(sink)

    return House(runtime, pages, [send_webhooks], SandboxHistory(engine))


async def _taking(
    settings: Settings, sandbox: Sandbox, clock: Clock, stack: AsyncExitStack
) -> _Taking:
    taking = _Taking([sandbox])
    taking.saved_methods[sandbox.name] = SandboxCustomers(sandbox.engine, clock)
    if not settings.missing_keys("stripe"):
        await _add_stripe(taking, settings, clock, stack)
    if not settings.missing_keys("paypal"):
        taking.gateways.append(await _paypal(settings, clock, stack))
    return taking


async def _add_stripe(
    taking: _Taking, settings: Settings, clock: Clock, stack: AsyncExitStack
) -> None:
    """Take Stripe in; its SDK takes most of a second to load, which only its users wait for."""
    from bilten_app.adapters.stripe.connect import StripeConnect  # noqa: PLC0415
    from bilten_app.adapters.stripe.customers import StripeCustomers  # noqa: PLC0415
    from bilten_app.adapters.stripe.door import open_client  # noqa: PLC0415
    from bilten_app.adapters.stripe.gateway import StripeGateway  # noqa: PLC0415

    key, secret = _plain(settings.stripe_secret_key), _plain(settings.stripe_webhook_secret)
    client = await stack.enter_async_context(open_client(key or "", settings.stripe_api_base))
    taking.gateways.append(StripeGateway(client, secret or "", clock))
    taking.payees = StripeConnect(client)
    taking.saved_methods["stripe"] = StripeCustomers(client)


async def _paypal(settings: Settings, clock: Clock, stack: AsyncExitStack) -> PayPalGateway:
    client = await stack.enter_async_context(open_paypal(settings.paypal_api_base))
    secret = _plain(settings.paypal_client_secret) or ""
    door = Door(client, settings.paypal_client_id, secret, clock)
    return PayPalGateway(door, settings.paypal_webhook_id)


def _providers(
    settings: Settings, clock: Clock, outward: httpx.AsyncClient, inside: httpx.AsyncClient
) -> IdentityProviders:
    caller = Caller(outward, inside, clock, to_loopback=settings.hooks_to_loopback)

    def load() -> IdentityProviders:
        from bilten_app.adapters.signin.providers import Providers  # noqa: PLC0415

        return Providers(caller, clock)

    return LateProviders(load)


def _saml(settings: Settings, clock: Clock, outward: httpx.AsyncClient) -> Saml:
    def load() -> Saml:
        from bilten_app.adapters.saml.provider import SamlDoor  # noqa: PLC0415

        return SamlDoor(outward, clock, to_loopback=settings.hooks_to_loopback)

    return LateSaml(load)


async def _vat(settings: Settings, clock: Clock, stack: AsyncExitStack) -> VatIdCheck:
    if settings.vat_register == "sandbox":
        return SandboxVatRegister()
    client = await stack.enter_async_context(open_vies(settings.vies_api_base))
    return ViesRegister(client, Breaker(clock), settings.vat_requester)


def _sms(settings: Settings, outward: httpx.AsyncClient, clock: Clock) -> SmsSender | None:
    line = Line(outward, Breaker(clock), to_loopback=settings.hooks_to_loopback)
    if settings.sms_by == "twilio":
        token = _plain(settings.twilio_auth_token) or ""
        return TwilioSms(
            line, settings.twilio_api_base, settings.twilio_account_sid, token,
            settings.twilio_sender,
        )  # fmt: skip
    if settings.sms_by == "http":
        return HttpSms(line, settings.sms_gateway_url, _plain(settings.sms_gateway_token) or "")
    return None


def _geography(settings: Settings, stack: AsyncExitStack) -> Geography:
    if settings.geoip_file is None:
        return NoMap()
    found = GeoIpMap(settings.geoip_file)
    stack.callback(found.close)
    return found


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def _named(secret: SecretStr | None, variable: str) -> str:
    if secret is None:
        raise ValueError(f"{variable} is not set; `bilten up` sets it for the embedded server")
    return secret.get_secret_value()
