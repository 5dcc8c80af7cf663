"""`bilten doctor`: one line for each thing that Bilten stands on."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import click
import httpx
from pydantic import SecretStr
from rich.console import Console

from bilten_app.cli.browser import find_browser
from bilten_app.cli.chain_checks import Check, Ill, chain_checks
from bilten_app.cli.migration import is_current
from bilten_app.infra.embedded import CannotStart, EmbeddedPostgres, EmbeddedValkey
from bilten_app.infra.embedded.node import NODE
from bilten_app.infra.embedded.process import Account
from bilten_app.infra.embedded.programs import POSTGRES_MAJOR, postgres_bin, valkey_server
from bilten_app.infra.settings import (
    GATEWAY_KEYS,
    Settings,
    SettingsRefused,
    load_settings,
    variable,
)
from bilten_app.infra.signin_settings import SIGN_IN_KEYS
from bilten_app.infra.sms_settings import SMS_KEYS
from bilten_app.ports.signin import callback_of

_ROOM_BYTES = 2 * 1024**3
_PATIENCE_S = 3


@click.command()
def doctor() -> None:
    """Check settings, services, browser, node, disk, permissions, chains; one line for each."""
    console = Console(highlight=False, soft_wrap=True)
    try:
        settings = load_settings()
    except SettingsRefused as refused:
        for line in refused.lines:
            console.print(f"[red]✗[/red] settings: {line}")
        sys.exit(1)
    console.print(f"[green]✓[/green] settings: {settings.environment}, {settings.origin}")
    checks = _CHECKS | chain_checks(settings)
    healthy = [_examine(console, name, check, settings) for name, check in checks.items()]
    sys.exit(0 if all(healthy) else 1)


def _examine(console: Console, name: str, check: Check, settings: Settings) -> bool:
    try:
        console.print(f"[green]✓[/green] {name}: {check(settings)}")
    except (Ill, CannotStart, OSError, subprocess.SubprocessError) as error:
        console.print(f"[red]✗[/red] {name}: {error}")
        return False
    return True


def _database(settings: Settings) -> str:
    if settings.database_url is None:
        embedded = EmbeddedPostgres(settings.data_dir, pg_bin=settings.pg_bin)
        if not embedded.is_running():
            programs = postgres_bin(settings.pg_bin, Account.for_data(settings.data_dir))
            return f"embedded, not running; programs in {programs}"
        return asyncio.run(_asked_database(embedded.dsn)) + ", embedded"
    return asyncio.run(_asked_database(settings.database_url.get_secret_value()))


async def _asked_database(dsn: str) -> str:
    import asyncpg

    try:
        connection = await asyncpg.connect(dsn, timeout=_PATIENCE_S)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise Ill(f"does not answer ({error}); check BILTEN_DATABASE_URL") from None
    try:
        major = connection.get_server_version().major
        if major < POSTGRES_MAJOR:
            raise Ill(f"is PostgreSQL {major}; {POSTGRES_MAJOR} is needed")
        return f"PostgreSQL {major} answers"
    finally:
        await connection.close()


def _schema(settings: Settings) -> str:
    if settings.database_url is None:
        embedded = EmbeddedPostgres(settings.data_dir)
        if not embedded.is_running():
            return "checked by the next `bilten up`"
        current = is_current(embedded.dsn)
    else:
        current = is_current(settings.database_url.get_secret_value())
    if not current:
        raise Ill("has not the newest revision; run `bilten migrate`")
    return "has the newest revision"


def _cache(settings: Settings) -> str:
    from redis import Redis, RedisError

    if settings.redis_url is None:
        embedded = EmbeddedValkey(settings.data_dir)
        if not embedded.is_running():
            return f"embedded, not running; {valkey_server(Account.for_data(settings.data_dir))}"
        url = embedded.dsn
    else:
        url = settings.redis_url.get_secret_value()
    try:
        with Redis.from_url(url, socket_timeout=_PATIENCE_S) as client:
            client.ping()
    except RedisError as error:
        raise Ill(f"does not answer ({error}); check BILTEN_REDIS_URL") from None
    return "answers" + (", embedded" if settings.redis_url is None else "")


def _mail(settings: Settings) -> str:
    if settings.smtp_url is None:
        return "kept to be read on a page"
    place = urlsplit(_plain(settings.smtp_url))
    door = (place.hostname or "", place.port or (465 if place.scheme == "smtps" else 587))
    try:
        socket.create_connection(door, timeout=_PATIENCE_S).close()
    except OSError as error:
        raise Ill(f"{door[0]}:{door[1]} does not answer ({error}); check BILTEN_SMTP_URL") from None
    return f"{door[0]}:{door[1]} answers"


def _text_messages(settings: Settings) -> str:
    half = [
        f"{by} needs {', '.join(map(variable, missing))}"
        for by, keys in SMS_KEYS.items()
        if 0 < len(missing := settings.missing_sms_keys(by)) < len(keys)
    ]
    if half:
        raise Ill("; ".join(half))
    if settings.sms_by:
        return f"sent by {settings.sms_by}"
    if settings.smtp_url is None:
        return "kept to be read on the mail page"
    return "not offered as a second step; set BILTEN_TWILIO_… or BILTEN_SMS_GATEWAY_URL"


def _payments(settings: Settings) -> str:
    silent = {name: settings.missing_keys(name) for name in settings.payments.split(",")}
    absent = [f"{name} is not: set {', '.join(keys)}" for name, keys in silent.items() if keys]
    half = [name for name, keys in silent.items() if 0 < len(keys) < len(GATEWAY_KEYS[name])]
    told = "; ".join([f"{', '.join(settings.gateways)} offered", *absent])
    if half:
        raise Ill(told)
    return told


def _sign_in(settings: Settings) -> str:
    silent = {
        name: [variable(key) for key in keys if not getattr(settings, key)]
        for name, keys in SIGN_IN_KEYS.items()
    }
    offered = [
        f"{name} offered, which comes back to {callback_of(settings.origin, name)}"
        for name, missing in silent.items()
        if not missing
    ]
    absent = [f"{name} is not: set {', '.join(keys)}" for name, keys in silent.items() if keys]
    told = "; ".join([*(offered or ["by password and passkey only"]), *absent])
    if any(0 < len(keys) < len(SIGN_IN_KEYS[name]) for name, keys in silent.items()):
        raise Ill(told)
    return told


def _node(_settings: Settings) -> str:
    said = subprocess.run([NODE, "--version"], capture_output=True, text=True, check=True)
    return said.stdout.strip()


def _browser(_settings: Settings) -> str:
    return str(find_browser() or "none; `bilten test e2e` says how to get one")


def _disk(settings: Settings) -> str:
    place = settings.data_dir
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if free < _ROOM_BYTES:
        raise Ill(f"only {free / 1024**3:.1f} GiB are free at {place}; make room for 2 GiB")
    return f"{free / 1024**3:.0f} GiB free at {place}"


def _permissions(settings: Settings) -> str:
    place = settings.data_dir
    while not place.exists():
        place = place.parent
    if not os.access(place, os.W_OK | os.X_OK):
        raise Ill(f"{place} cannot be written; set BILTEN_DATA_DIR to a folder you may write")
    return f"{place} can be written"


def _plain(secret: SecretStr) -> str:
    return secret.get_secret_value()


def _vat(settings: Settings) -> str:
    if settings.vat_register == "sandbox":
        return "a stand-in that finds most ids valid; set BILTEN_VAT_REGISTER=vies for the real one"
    try:
        answer = httpx.get(f"{settings.vies_api_base}/check-status", timeout=_PATIENCE_S)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise Ill(f"VIES does not answer ({error}); tax is charged and given back later") from None
    return "VIES answers" + (
        "" if settings.vat_requester else "; no BILTEN_VAT_REQUESTER, no proof"
    )


_CHECKS: dict[str, Check] = {
    "database": _database,
    "schema": _schema,
    "cache": _cache,
    "mail": _mail,
    "text messages": _text_messages,
    "payments": _payments,
    "sign-in": _sign_in,
    "VAT ids": _vat,
    "node": _node,
    "browser": _browser,
    "disk": _disk,
    "permissions": _permissions,
}
