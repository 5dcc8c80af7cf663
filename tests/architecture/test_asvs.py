"""docs/security/asvs.md answers every requirement once, and names tests that are there."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import reflex as rx
from reflex.istate.storage import ClientStorageBase

from bilten_app.domains.registry import METADATA
from bilten_app.infra.settings import PROJECT
from bilten_app.web import site

PAGE = PROJECT / "docs" / "security" / "asvs.md"
ANSWER = re.compile(r"\*\*(Met|Partly|Not met|Not applicable)\.\*\*")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
NUMBER = re.compile(r"\d+\.\d+\.\d+")
# Levels 1 and 2 of ASVS 4.0.3, chapters V2 to V4; 4.1.4 was taken out of the standard.
REQUIRED: Mapping[str, Sequence[int]] = {
    "2.1": range(1, 13), "2.2": range(1, 4), "2.3": range(1, 4), "2.4": range(1, 6),
    "2.5": range(1, 8), "2.6": range(1, 4), "2.7": range(1, 7), "2.8": range(1, 8),
    "2.9": range(1, 4), "2.10": range(1, 5), "3.1": [1], "3.2": range(1, 5), "3.3": range(1, 5),
    "3.4": range(1, 6), "3.5": range(1, 4), "3.7": [1], "4.1": [1, 2, 3, 5], "4.2": [1, 2],
    "4.3": [1, 2, 3],
}  # fmt: skip
ATTEMPTS = (
    "Call a handler of a page that was never drawn",
    "Call a public method of a state that is no handler",
    "Call a private method or a setter",
    "`setvar`",
    "`update_vars_internal` on a var",
    "`update_vars_internal` on a var kept by the browser",
    "Arguments of a wrong type",
    "Arguments that are not asked for",
    "Headers and addresses in `router_data`",
    "The token of a tab that is open",
    "The token of a tab that was closed",
    "A socket or a request from a foreign page",
    "An unknown handler, to have cookies written into the log",
    "Have a wallet sign for another site, chain, round, purpose or time, or nothing",
    "Use a second form of a signature",
    "Link a wallet to somebody else's account, or two accounts to one",
    "Pass the second step by a wallet",
    "Bring a contract to the address of a key, or to the same address on another chain",
    "Answer for a contract by a node that is down, slow, or of another chain",
    "Alter, wrap or comment an assertion, or sign it with another key or with SHA-1",
    "Bring an assertion for another site, request or time",
    "Post an assertion twice, or slip one into somebody else's browser",
    "Have us fetch metadata from inside the network",
)


def rows() -> Iterator[list[str]]:
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| "):
            yield [cell.strip() for cell in line.removesuffix("|").split("|")[1:]]


@cache
def names_in(path: str) -> frozenset[str]:
    file = PROJECT / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(one.name for one in ast.walk(tree) if isinstance(one, kinds))


def test_every_requirement_is_answered_once() -> None:
    answered = Counter(row[0] for row in rows() if NUMBER.fullmatch(row[0]))

    asked = [f"{part}.{number}" for part, numbers in REQUIRED.items() for number in numbers]
    assert answered == Counter(asked)


def test_every_attempt_is_answered_once_with_a_test() -> None:
    answered = Counter(row[0] for row in rows() if len(row) == 3 and NAMED.search(row[2]))

    assert answered == Counter(ATTEMPTS)


def test_nothing_is_called_met_without_a_test() -> None:
    for number, _, answer, tests in (row for row in rows() if NUMBER.fullmatch(row[0])):
        said = ANSWER.match(answer)
        assert said, f"{number} does not begin with its answer"
        if said[1] in {"Met", "Partly"}:
            assert NAMED.search(tests), f"{number} names no test"


def test_every_test_that_is_named_exists() -> None:
    named = NAMED.findall(PAGE.read_text(encoding="utf-8"))

    assert [f"{path}::{name}" for path, name in named if name not in names_in(path)] == []
    assert all(name.startswith("test_") for _, name in named)
    assert len(named) == PAGE.read_text(encoding="utf-8").count("::")


def test_of_a_password_only_its_hash_is_kept() -> None:
    kept = {
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if re.search("passw|hint|question|secret_answer", column.name)
    }

    assert kept == {"users.password_hash"}


def test_no_state_keeps_anything_in_the_browser() -> None:
    def below(state: type[rx.State]) -> Iterator[type[rx.State]]:
        for child in state.get_substates():
            yield child  # pyright: ignore[reportReturnType]
            yield from below(child)  # pyright: ignore[reportArgumentType]

    assert site.PAGES
    kept = [
        f"{state.__name__}.{name}"
        for state in below(rx.State)
        for name, field in state.get_fields().items()
        if isinstance(field.default, ClientStorageBase)
    ]

    assert kept == []
