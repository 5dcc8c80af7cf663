"""The rules of ARCHITECTURE.md that import-linter cannot say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from typing_extensions import TypeIs

ROOT = Path(__file__).parents[2]
PUBLIC_FACE = {"public", "service", "queries", "exports"}
READS_EVERYTHING = {"reporting", "registry"}
LONGEST_FILE = 300
LONGEST_PAGE = 250
OPENS_A_TRANSACTION = {"unit_of_work", "transaction", "turn"}
THE_WORLD = re.compile(r"\.(gateways|node|witness)\.")
NEVER_A_NAME = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common)(_|$)")
NEVER_A_WORD = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def shown(path: Path, line: int | None = None) -> str:
    place = str(path.relative_to(ROOT))
    return f"{place}:{line}" if line else place


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def domain_and_face(module: str) -> tuple[str, str] | None:
    """Split `bilten_app.domains.orders.models` into ("orders", "models")."""
    parts = module.split(".")
    return (parts[2], parts[3]) if parts[1:2] == ["domains"] and len(parts) > 3 else None


def private_reaches() -> list[str]:
    graph = grimp.build_graph("bilten_app", cache_dir=None)
    reaches: list[str] = []
    for importer in graph.modules:
        home = domain_and_face(importer)
        if (home and home[0] in READS_EVERYTHING) or importer.endswith(".registry"):
            continue
        for imported in graph.find_modules_directly_imported_by(importer):
            target = domain_and_face(imported)
            if target and target[1] not in PUBLIC_FACE and (home is None or home[0] != target[0]):
                reaches.append(f"{importer} -> {imported}")
    return sorted(reaches)


def test_domains_are_entered_by_their_public_face() -> None:
    assert private_reaches() == []


def test_no_file_outgrows_the_reader() -> None:
    too_long = [
        f"{shown(path)}: {lines} lines, {limit} at most"
        for path in sources("bilten_app", "chain_indexer", "tests", "benchmarks", "spec", ".ci")
        if (lines := len(path.read_text(encoding="utf-8").splitlines()))
        > (limit := LONGEST_PAGE if is_page(path) else LONGEST_FILE)
    ]

    assert too_long == []


def is_page(path: Path) -> bool:
    inside = path.relative_to(ROOT).parts
    return inside[:2] == ("bilten_app", "web") and inside[2] in {"public", "organizer", "admin"}


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = [
        shown(path)
        for path in sources("bilten_app", "chain_indexer", "benchmarks", "tests")
        if any(NEVER_A_NAME.search(part) for part in path.relative_to(ROOT).with_suffix("").parts)
    ]

    assert named == []


def test_no_file_owes_work() -> None:
    owing = [
        shown(path, number)
        for path in sources("bilten_app", "chain_indexer", "benchmarks", "tests")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if NEVER_A_WORD.search(line)
    ]

    assert owing == []


PATCH = re.compile(r"(^|\.)patch(\.object|\.dict)?$")


def own_modules_patched(tree: ast.Module) -> Iterator[int]:
    """Lines that put something else in the place of a part of Bilten."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).split(".")
        target = ast.unparse(node.args[0]) if node.args else ""
        if "patch" in name or (name[-1] == "setattr" and "bilten_app" in target):
            yield node.lineno


def test_no_test_replaces_a_part_of_bilten() -> None:
    patches = [
        shown(path, line) for path in sources("tests") for line in own_modules_patched(parsed(path))
    ]

    assert patches == []


def gateway_calls_in_transactions(tree: ast.Module) -> Iterator[int]:
    """Lines that talk to the world while a transaction is open."""
    for node in ast.walk(tree):
        if is_inside_transaction(node):
            for inner in (part for statement in node.body for part in ast.walk(statement)):
                if isinstance(inner, ast.Call) and THE_WORLD.search(ast.unparse(inner.func)):
                    yield inner.lineno


def is_inside_transaction(node: ast.AST) -> TypeIs[ast.AsyncWith | ast.AsyncFunctionDef]:
    """Whether the body of `node` runs in a transaction: its own, or that of its caller."""
    if isinstance(node, ast.AsyncWith):
        return any(map(opens_transaction, node.items))
    if isinstance(node, ast.AsyncFunctionDef):
        return bool(node.args.args) and node.args.args[0].arg == "uow"
    return False


def opens_transaction(item: ast.withitem) -> bool:
    call = item.context_expr
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in OPENS_A_TRANSACTION
    )


def test_no_gateway_is_called_inside_a_transaction() -> None:
    calls = [
        shown(path, line)
        for path in sources("bilten_app", "chain_indexer")
        for line in gateway_calls_in_transactions(parsed(path))
    ]

    assert calls == []


CALLS_INSIDE = """
async def pay(rt):
    async with rt.unit_of_work() as uow:
        await rt.gateways.payments.capture()
"""
CALLS_FOR_A_CALLER = """
async def pay(uow, rt):
    await rt.gateways.payments.capture()
"""
CALLS_A_NODE = """
async def fill(self):
    async with self.store.turn(known) as turn:
        await self.node.headers("latest")
"""
CALLS_AFTERWARDS = """
async def pay(rt):
    async with rt.unit_of_work() as uow:
        uow.add(rt.gateways.payments.name)
    await rt.gateways.payments.capture()
"""


@pytest.mark.parametrize(
    ("source", "lines"),
    [(CALLS_INSIDE, [4]), (CALLS_FOR_A_CALLER, [3]), (CALLS_A_NODE, [4]), (CALLS_AFTERWARDS, [])],
)
def test_the_transaction_rule_finds_what_it_looks_for(source: str, lines: list[int]) -> None:
    assert list(gateway_calls_in_transactions(ast.parse(source))) == lines
