"""The worker is three processes: whichever ends, the work goes on or begins again as a whole."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bilten_app.infra.embedded import EmbeddedPostgres
from bilten_app.infra.settings import PROJECT
from bilten_app.infra.told import FLAG, telling
from bilten_app.run_worker import POLITE
from tests.server import Program, a_site

WITHIN_S = 30


@pytest.fixture
async def worker(postgres: EmbeddedPostgres, tmp_path: Path) -> AsyncIterator[Program]:
    """A worker whose two children live."""
    async with a_site(postgres, tmp_path) as site:
        site.worker.start()
        until(lambda: len(niceness(site.worker)) == 2 and POLITE in niceness(site.worker).values())
        yield site.worker


async def test_a_slow_child_is_replaced_and_with_the_swift_one_all_ends(worker: Program) -> None:
    (old,) = [pid for pid, nice in niceness(worker).items() if nice == POLITE]
    (swift,) = [pid for pid, nice in niceness(worker).items() if nice != POLITE]

    os.kill(old, signal.SIGKILL)

    until(lambda: POLITE in [nice for pid, nice in niceness(worker).items() if pid != old])
    assert "the process of the slow jobs ended" in worker.said
    children = niceness(worker)

    os.kill(swift, signal.SIGKILL)

    until(lambda: not worker.is_running)
    assert not any(is_there(pid) for pid in children)


async def test_a_worker_that_is_killed_takes_its_children_along(worker: Program) -> None:
    children = niceness(worker)
    assert worker._process

    worker._process.kill()

    until(lambda: not any(is_there(pid) for pid in children))


def test_a_program_learns_its_settings_when_it_is_told() -> None:
    assert answer_of(telling({"BILTEN_PORT": "8123"})) == (0, b"8123\n")


def test_a_program_that_nobody_tells_ends() -> None:
    assert answer_of(b"") == (0, b"")


def answer_of(told: bytes) -> tuple[int, bytes]:
    """Return how a program ends that prints its port once it is told."""
    program = (
        "import os; from bilten_app.infra.told import wait_until_told;"
        "wait_until_told(); print(os.environ['BILTEN_PORT'])"
    )
    command = [sys.executable, "-c", program, FLAG]
    done = subprocess.run(command, cwd=PROJECT, input=told, capture_output=True, check=False)
    return done.returncode, done.stdout


def niceness(worker: Program) -> dict[int, int]:
    """Return the worker's children and how far each gives way."""
    assert worker._process
    pid = worker._process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return {int(child): os.getpriority(os.PRIO_PROCESS, int(child)) for child in children}


def is_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
