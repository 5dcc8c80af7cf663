"""Whom a server runs as, and how it ends with its parent."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self, cast

STOP = signal.SIGTERM
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


@dataclass(frozen=True, slots=True)
class Account:
    """A user and a group to run as."""

    uid: int
    gid: int

    @classmethod
    def for_data(cls, folder: Path) -> Self:
        """Whoever may run a server on `folder`: oneself, or for root the folder's owner or nobody.

        PostgreSQL refuses to run as root. `nobody` always exists, so no user is created.
        """
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        if folder.exists() and (owner := folder.stat()).st_uid != 0:
            return cls(owner.st_uid, owner.st_gid)
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid)

    @property
    def is_lesser(self) -> bool:
        """Whether it is another account than the one that runs us."""
        return self.uid != os.geteuid()

    @property
    def name(self) -> str:
        """The name, or the number where there is none."""
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return str(self.uid)

    def own(self, path: Path) -> None:
        """Give `path` to the account."""
        if self.is_lesser:
            os.chown(path, self.uid, self.gid)

    @property
    def user(self) -> int | None:
        """For `subprocess`: the user to become, or none to stay."""
        return self.uid if self.is_lesser else None

    @property
    def group(self) -> int | None:
        """For `subprocess`: the group to become, or none to stay."""
        return self.gid if self.is_lesser else None

    @property
    def extra_groups(self) -> list[int] | None:
        """For `subprocess`: no further groups, or none to keep ours."""
        return [] if self.is_lesser else None


def spawn(
    command: Sequence[str | Path],
    account: Account,
    stop_signal: signal.Signals,
    *,
    log: int,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    said: bytes = b"",
) -> subprocess.Popen[bytes]:
    """Start `command` as `account` and say `said` to it; it gets `stop_signal` when we are gone."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=log,
        cwd=cwd,
        env=env,
        user=account.user,
        group=account.group,
        extra_groups=account.extra_groups,
        start_new_session=True,  # Ctrl-C is for us; we stop what we started in order
        preexec_fn=dies_with_parent(stop_signal),  # noqa: PLW1509 - calls only prctl, takes no lock
    )
    with suppress(BrokenPipeError), cast("IO[bytes]", process.stdin) as mouth:
        mouth.write(said)
    return process


def run(
    command: Sequence[str | Path],
    account: Account,
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    said: str = "",
) -> subprocess.CompletedProcess[str]:
    """Run `command` as `account` to its end, say `said` to it and keep its answers."""
    return subprocess.run(
        command,
        input=said,
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=env,
        user=account.user,
        group=account.group,
        extra_groups=account.extra_groups,
    )


def dies_with_parent(sign: signal.Signals) -> Callable[[], None]:
    """Return a `preexec_fn`: the kernel sends `sign` to the child when its parent is gone.

    The parent is the *thread* that forks, so start servers from one that lives on. Only Linux can
    do this; elsewhere the next start ends what was left behind.
    """
    parent = os.getpid()

    def arm() -> None:
        if sys.platform != "linux":
            return
        _libc.prctl(_PR_SET_PDEATHSIG, int(sign))
        if os.getppid() != parent:
            os.kill(os.getpid(), sign)

    return arm
