"""Bring the database to the newest revision, and know cheaply that it is there already."""

import asyncio
import re
from collections.abc import Iterable

import asyncpg

from bilten_app.infra.embedded import CannotStart
from bilten_app.infra.settings import PROJECT

_FOLDER = PROJECT / "alembic"
_LINE = re.compile(r"^(revision|down_revision)\b[^=]*= *(.+)$", re.MULTILINE)
_NAME = re.compile(r"[\"']([^\"']+)[\"']")


def is_current(dsn: str) -> bool:
    """Whether the database has the newest revision; reads the files, since alembic loads slowly."""
    return asyncio.run(_revisions(dsn)) == heads(
        path.read_text(encoding="utf-8") for path in (_FOLDER / "versions").glob("*.py")
    )


def heads(sources: Iterable[str]) -> set[str]:
    """Return the revisions that no other one follows, given the migrations' source texts."""
    made: set[str] = set()
    followed: set[str] = set()
    for source in sources:
        for name, value in _LINE.findall(source):
            (made if name == "revision" else followed).update(_NAME.findall(value))
    return made - followed


def migrate_to_head(dsn: str) -> None:
    """Run every migration that is missing."""
    from alembic import command
    from alembic.config import Config

    config = Config(PROJECT / "alembic.ini")
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["dsn"] = dsn
    command.upgrade(config, "head")


async def _revisions(dsn: str) -> set[str]:
    try:
        connection = await asyncpg.connect(dsn, timeout=10)
    except (OSError, asyncpg.PostgresError) as error:
        raise CannotStart(
            f"The database does not answer: {error}. Check BILTEN_DATABASE_URL."
        ) from None
    try:
        rows = await connection.fetch("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        return set()
    else:
        return {row["version_num"] for row in rows}
    finally:
        await connection.close()
