"""A build that was cut is known to the next; an orphan that still builds is waited for."""

import subprocess
import sys
from pathlib import Path

import pytest

from bilten_app.infra.build_lock import build_turn


def test_a_finished_build_leaves_no_doubt(tmp_path: Path) -> None:
    with build_turn(tmp_path / "lock", print) as first:
        assert not first.last_was_cut

    with build_turn(tmp_path / "lock", print) as second:
        assert not second.last_was_cut


def test_a_build_that_failed_or_was_killed_is_known(tmp_path: Path) -> None:
    with pytest.raises(LookupError), build_turn(tmp_path / "lock", print):
        raise LookupError

    with build_turn(tmp_path / "lock", print) as turn:
        assert turn.last_was_cut


def test_the_orphan_of_a_killed_build_is_waited_for(tmp_path: Path) -> None:
    said: list[str] = []
    with build_turn(tmp_path / "lock", print) as turn:
        orphan = subprocess.Popen(
            [sys.executable, "-c", "import sys; sys.stdin.read(1)"],
            stdin=subprocess.PIPE,
            pass_fds=[turn.lock],
        )

    def let_it_end(text: str) -> None:
        said.append(text)
        orphan.communicate(b"x")

    with build_turn(tmp_path / "lock", let_it_end):
        assert orphan.poll() == 0

    assert said == ["Waiting for an earlier build to end"]
