"""The newest revision, read from the migrations' texts."""

import pytest

from bilten_app.cli.migration import heads

FIRST = 'revision = "0001"\ndown_revision = None\n'
SECOND = 'revision: str = "0002"\ndown_revision: str | None = "0001"\n'
BRANCH = "revision = 'x'\ndown_revision = '0001'\n"
MERGE = "revision = 'm'\ndown_revision = ('0002', 'x')\n"


@pytest.mark.parametrize(
    ("sources", "newest"),
    [
        ([], set[str]()),
        ([FIRST], {"0001"}),
        ([SECOND, FIRST], {"0002"}),
        ([FIRST, SECOND, BRANCH], {"0002", "x"}),
        ([FIRST, SECOND, BRANCH, MERGE], {"m"}),
    ],
)
def test_heads_are_the_revisions_nobody_follows(sources: list[str], newest: set[str]) -> None:
    assert heads(sources) == newest
