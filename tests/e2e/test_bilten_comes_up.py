"""`bilten up` comes up, survives a kill, comes up again, and leaves nothing behind."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

_GONE_WITHIN_S = 20


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture
def up(tmp_path: Path, port: int) -> Callable[[], subprocess.Popen[str]]:
    """Start `bilten up` without the demo and wait for its address."""

    def start() -> subprocess.Popen[str]:
        plain = {name: value for name, value in os.environ.items() if "BILTEN_" not in name}
        process = subprocess.Popen(
            [sys.executable, "-m", "bilten_app.cli", "up"],
            env=plain
            | {
                "BILTEN_DATA_DIR": str(tmp_path),
                "BILTEN_PORT": str(port),
                "BILTEN_DEMO": "false",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout
        said: list[str] = []
        for line in process.stdout:
            said.append(line)
            if "Ctrl-C stops it" in line:
                return process
        raise AssertionError("".join(said))

    return start


def answers(port: int) -> bool:
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        door.request("GET", "/ping")
        return door.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        door.close()


def left_behind(folder: Path) -> list[str]:
    """Processes that still carry our data folder in their environment."""
    mark = f"BILTEN_DATA_DIR={folder}".encode()
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def nothing_left_within(folder: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while left_behind(folder) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not left_behind(folder)


def test_up_survives_a_kill_and_stops_cleanly(
    up: Callable[[], subprocess.Popen[str]], port: int, tmp_path: Path
) -> None:
    killed = up()
    assert answers(port)
    chain = (tmp_path / "chain.done").read_text("ascii")
    killed.send_signal(signal.SIGKILL)
    killed.communicate()

    again = up()
    assert answers(port)
    assert (tmp_path / "chain.done").read_text("ascii") == chain
    again.send_signal(signal.SIGINT)
    said, _ = again.communicate(timeout=_GONE_WITHIN_S)

    assert again.returncode == 0
    assert said.rstrip().endswith("Stopped.")
    assert nothing_left_within(tmp_path, 1), left_behind(tmp_path)
    assert not answers(port)
