"""Runs migrations: one transaction for each, and none that waits long for a lock."""

import asyncio

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from bilten_app.domains.registry import METADATA
from bilten_app.infra.db import async_dsn
from bilten_app.infra.settings import Settings


def migrate(connection: Connection) -> None:
    """Run what is asked for on `connection`."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        transaction_per_migration=True,
        compare_type=True,
        include_object=_is_ours,
    )
    with context.begin_transaction():
        connection.execute(text("SET lock_timeout = '4s'"))
        connection.execute(text("SET statement_timeout = '60s'"))
        context.run_migrations()


async def connect_and_migrate() -> None:
    """Open a connection of our own, unless the caller brought one."""
    dsn = context.config.attributes.get("dsn") or _named_in_settings()
    engine = create_async_engine(async_dsn(dsn))
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
        await connection.commit()
    await engine.dispose()


def _named_in_settings() -> str:
    named = Settings().database_url
    if named is None:
        raise ValueError("BILTEN_DATABASE_URL is not set; `bilten migrate` knows the embedded one")
    return named.get_secret_value()


def _is_ours(
    _object: object, name: str | None, kind: str, _reflected: object, _other: object
) -> bool:
    return not (kind == "table" and (name or "").startswith("pgqueuer"))


asyncio.run(connect_and_migrate())
