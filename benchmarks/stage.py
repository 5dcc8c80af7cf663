"""A database as `bilten up` has it, with an event to sell."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
from alembic import command
from alembic.config import Config
from pydantic import SecretStr
from sqlalchemy import text

from benchmarks.http import Door
from benchmarks.usage import children
from bilten_app.bootstrap import open_house
from bilten_app.domains.events import queries as event_queries
from bilten_app.domains.events import service as events
from bilten_app.domains.identity import service as identity
from bilten_app.domains.inventory import queries as inventory_queries
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.service import TicketTypeDraft
from bilten_app.domains.media import service as media
from bilten_app.domains.media.public import MediaKind
from bilten_app.domains.organizers import queries as organizer_queries
from bilten_app.domains.organizers import service as organizers
from bilten_app.infra.embedded import EmbeddedPostgres, EmbeddedValkey, dies_with_parent
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.settings import PROJECT, Settings
from bilten_app.kit.actor import GUEST, Actor, ActorKind
from bilten_app.kit.ids import new_code, new_id
from bilten_app.kit.roles import ROLE_GRANTS, Permission, Role
from bilten_app.run_web import build_frontend

READY_WITHIN_S = 180
PASSWORD = "a calm harbour at dusk"  # noqa: S105 - of nobody real
PLACES = 1_000_000


@dataclass(frozen=True, slots=True)
class Ground:
    """Running servers and the settings that lead to them."""

    settings: Settings
    postgres: EmbeddedPostgres


@dataclass(frozen=True, slots=True)
class OnSale:
    """An event whose tickets may be bought: its ticket types, each with the pool beside it."""

    event_id: UUID
    slug: str
    type_ids: Sequence[UUID]
    pool_ids: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in, and has an organization without events."""

    token: str
    owner: Actor
    organizer_id: UUID

    async def ask_nothing(self, door: Door, _number: int) -> None:
        """Ask for an empty list, for which the server only has to know who asks."""
        path = f"/api/v1/organizer/events?organizer_id={self.organizer_id}"
        (await door.get(path, {"Cookie": f"bilten_session={self.token}"})).json()


@dataclass(frozen=True, slots=True)
class Site:
    """A running web process and its worker."""

    origin: str
    web: int
    worker: int

    @property
    def pids(self) -> Mapping[str, int]:
        """Return name → process; mails are drawn by a child of the worker."""
        mails = children(self.worker)
        return {"web": self.web, "worker": self.worker, **({"mails": mails[-1]} if mails else {})}


@contextmanager
def ground() -> Generator[Ground]:
    """Start a durable PostgreSQL and a Valkey in a folder that goes away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bilten-bench-"))
    folder.chmod(0o755)
    try:
        with EmbeddedPostgres(folder) as postgres, EmbeddedValkey(folder) as valkey:
            config = Config(PROJECT / "alembic.ini")
            config.attributes["dsn"] = postgres.dsn
            command.upgrade(config, "head")
            yield Ground(
                Settings(
                    data_dir=folder,
                    port=_free_port(),
                    database_url=SecretStr(postgres.dsn),
                    redis_url=SecretStr(valkey.dsn),
                    demo=False,
                    log_level="error",
                ),
                postgres,
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def runtime(settings: Settings) -> AsyncGenerator[Runtime]:
    """Open what a process has."""
    async with open_house(settings) as house:
        yield house.rt


async def put_on_sale(
    rt: Runtime, *, capacity: int = PLACES, types: int = 1, cover: bytes = b""
) -> OnSale:
    """Publish an event a month from now, with ticket types, and a picture if there is one."""
    owner, organizer_id = await _owner(rt)
    scope = owner.require(Permission.events_write, organizer_id)
    cover_id = cover and await media.add(
        rt, owner, owner_id=scope, kind=MediaKind.cover, content=cover
    )
    starts = rt.clock.now().replace(tzinfo=None, microsecond=0) + timedelta(days=30)
    async with rt.unit_of_work(owner) as uow:
        event_id = await events.create_draft(
            uow, owner, organizer_id=organizer_id, title="Harbour Lights", time_zone="Europe/Berlin"
        )
        await events.edit(
            uow, owner, event_id=event_id, summary="An evening by the water.",
            description="Music until the last ferry.", refund_policy="Until a week before.",
            starts_local=starts, ends_local=starts + timedelta(hours=4), cover_id=cover_id or None,
        )  # fmt: skip
        await events.set_venue(
            uow, owner, event_id=event_id, name="Pier 3", address="Quay 1", city="Hamburg",
            country="DE", time_zone="Europe/Berlin",
        )  # fmt: skip
        type_ids = [
            await inventory.save_ticket_type(
                uow,
                scope,
                event_id=event_id,
                draft=TicketTypeDraft(f"Block {number}", 2500, capacity, max_per_order=100),
            )
            for number in range(types)
        ]
        await uow.session.flush()
        await events.publish(uow, owner, event_id=event_id)
    async with rt.read() as session:
        slug = (await event_queries.sale(session, event_id)).slug
        found = await inventory_queries.ticket_types(session, event_id, at=rt.clock.now())
    pools: dict[UUID, UUID] = {one.id: one.pools[0] for one in found}
    return OnSale(event_id, slug, type_ids, [pools[type_id] for type_id in type_ids])


async def sign_up(rt: Runtime) -> Visitor:
    """Return somebody new, signed in."""
    email = f"{new_id()}@bench.example.com"
    user_id = await _proven_user(rt, email, "Bench Visitor")
    actor = Actor(ActorKind.user, user_id=user_id, name="Bench Visitor", verified=True)
    organizer_id = await organizers.create(rt, actor, name="Nothing Planned")
    signed_in = await identity.sign_in(rt, GUEST, email=email, password=PASSWORD, address=email)
    now, grants = rt.clock.now(), {organizer_id: ROLE_GRANTS[Role.owner]}
    owner = replace(actor, grants=grants, proved_at=now, asked_at=now)
    return Visitor(signed_in.token, owner, organizer_id)


@contextmanager
def processes(settings: Settings) -> Generator[Site]:
    """Run the web process and the worker until the block ends."""
    build_frontend(lambda _step: None)
    running = [_start("bilten_app.run_web", settings), _start("bilten_app.run_worker", settings)]
    try:
        _wait_for(f"{settings.origin}/ping")
        yield Site(settings.origin, *(process.pid for process in running))
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            process.wait(timeout=15)


async def _owner(rt: Runtime) -> tuple[Actor, UUID]:
    user_id = await _proven_user(rt, f"{new_id()}@bench.example.com", "Bench Owner")
    owner = Actor(ActorKind.user, user_id=user_id, name="Bench Owner", verified=True)
    organizer_id = await organizers.create(rt, owner, name="Bench Concerts")
    async with rt.read() as session:
        mine = await organizer_queries.memberships(session, owner)
    grants: dict[UUID, frozenset[str]] = {
        m.organizer.id: organizer_queries.role_grants(m.role) for m in mine
    }
    return Actor(ActorKind.user, user_id=user_id, verified=True, grants=grants), organizer_id


async def _proven_user(rt: Runtime, email: str, name: str) -> UUID:
    """Register somebody, and prove their address as the link in their mail would."""
    user_id = await identity.register(
        rt, GUEST, email=email, name=name, password=PASSWORD, address=new_code()
    )
    assert user_id
    async with rt.unit_of_work() as uow:
        mailed = text("SELECT id FROM email_links WHERE user_id = :user")
        link_id = (await uow.session.execute(mailed, {"user": user_id})).scalar_one()
        await identity.verify(uow, token=identity.link_token(rt, link_id))
    return user_id


def _start(module: str, settings: Settings) -> subprocess.Popen[bytes]:
    given = {
        "BILTEN_DATABASE_URL": _open(settings.database_url),
        "BILTEN_REDIS_URL": _open(settings.redis_url),
        "BILTEN_DATA_DIR": str(settings.data_dir),
        "BILTEN_PORT": str(settings.port),
        "BILTEN_DEMO": "false",
        "BILTEN_KEY_RATE": "1000000000",
        "BILTEN_ADDRESS_RATE": "1000000000",
        "BILTEN_USER_RATE": "1000000000",
        "BILTEN_TRUSTED_PROXY_HOPS": "1",
        "BILTEN_LOG_LEVEL": "error",
    }
    return subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=PROJECT,
        env={**os.environ, **given},
        preexec_fn=dies_with_parent(signal.SIGTERM),  # noqa: PLW1509 -- no threads are running
    )


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        try:
            if httpx.get(url, timeout=2, trust_env=False).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise TimeoutError(f"{url} did not answer within {READY_WITHIN_S} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _open(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
