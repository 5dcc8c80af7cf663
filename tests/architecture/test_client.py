"""The Python client is made of the API's document, and of the one that is committed."""

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import pytest

from tests.architecture.test_floors import ROOT

HERE = ROOT / "clients" / "python"
OPERATIONS = HERE / "bilten_client" / "operations.py"
DOCUMENT = ROOT / "docs" / "openapi.json"


@pytest.fixture
def generate(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The generator, which is a file and no package."""
    monkeypatch.syspath_prepend(str(HERE))
    return import_module("generate")


@pytest.fixture
def document() -> Mapping[str, Any]:
    return json.loads(DOCUMENT.read_text(encoding="utf-8"))


def formatted(source: str) -> str:
    """Return a module as `generate.py` leaves it."""
    for does in (["check", "-q", "--fix-only", "--select", "I,UP,F"], ["format", "-q"]):
        told = [sys.executable, "-m", "ruff", *does, "--stdin-filename", OPERATIONS, "-"]
        source = subprocess.run(
            told, input=source, capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout
    return source


def test_the_clients_operations_are_those_of_the_document(
    generate: Any, document: Mapping[str, Any]
) -> None:
    written = OPERATIONS.read_text(encoding="utf-8")

    assert written == formatted(generate.operations_of(document)), (
        f"the API changed, and its Python client did not: run `{generate.COMMAND}` and commit"
    )


def test_the_clients_shapes_are_those_of_the_document(
    generate: Any, document: Mapping[str, Any]
) -> None:
    written = (HERE / "bilten_client" / "models.py").read_text(encoding="utf-8")

    assert generate.print_of(document) in written.partition("\n")[0], (
        f"the API changed, and its Python client did not: run `{generate.COMMAND}` and commit"
    )
