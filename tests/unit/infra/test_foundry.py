"""Whoever lacks the node is told what to do."""

from pathlib import Path

import pytest

from bilten_app.infra.embedded import CannotStart
from bilten_app.infra.embedded.anvil import foundry_program


def test_missing_packages_are_named_with_the_command(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=r"npm ci --ignore-scripts"):
        foundry_program("anvil", tmp_path)


def test_a_platform_without_a_program_is_named(tmp_path: Path) -> None:
    (tmp_path / "node_modules" / "@foundry-rs").mkdir(parents=True)

    with pytest.raises(CannotStart, match=r"no anvil for .* on riscv64"):
        foundry_program("anvil", tmp_path, "riscv64")
