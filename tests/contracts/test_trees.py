"""Each branch of a written tree has a test of its name, and each test a branch."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from bilten_app.infra.embedded.anvil import CONTRACTS

TREES = sorted((CONTRACTS / "test").glob("*.tree"))
_BRANCH = re.compile(r"^(?P<indent>[│ ]*)[├└]── (?P<text>.+)$")
_TEST = re.compile(r"^    function (test_\w+)\(", re.MULTILINE)


def camel(text: str) -> str:
    """`when EIP-7702 delegates` becomes `WhenEIP7702Delegates`."""
    return "".join(word[0].upper() + word[1:] for word in text.replace("-", "").split())


def expected(tree: str) -> list[str]:
    """Return the name of the test for each condition right above a consequence."""
    names, function, conditions = [], "", list[tuple[int, str]]()
    for line in tree.splitlines():
        if not line.strip():
            continue
        if not (branch := _BRANCH.match(line)):
            function = line.split("::")[1]
            continue
        conditions.append((len(branch["indent"]), f"{function}|{branch['text']}"))
    for (_, above), (_, text) in pairwise(conditions):
        if text.split("|")[1].startswith("it "):
            function, condition = above.split("|")
            names.append(f"test_{camel(function)}_{camel(condition)}")
    return names


@pytest.mark.parametrize("path", TREES, ids=lambda path: path.stem)
def test_tree_and_tests_agree(path: Path) -> None:
    wanted = expected(path.read_text(encoding="utf-8"))
    written = _TEST.findall(path.with_suffix(".t.sol").read_text(encoding="utf-8"))

    assert [name for name, count in Counter(wanted).items() if count > 1] == []
    assert sorted(written) == sorted(wanted)


def test_every_condition_has_a_consequence() -> None:
    for path in TREES:
        lines = [
            match for line in path.read_text("utf-8").splitlines() if (match := _BRANCH.match(line))
        ]
        for line, after in pairwise(lines):
            is_deeper = len(after["indent"]) > len(line["indent"])
            assert line["text"].startswith("it ") != is_deeper, line["text"]
