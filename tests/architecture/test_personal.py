"""No column may hold something about a person without anybody having thought of it."""

from collections import Counter

from bilten_app.cli.privacy import privacy_markdown
from bilten_app.domains.registry import METADATA
from bilten_app.infra.settings import PROJECT
from bilten_app.kit.personal import IMPERSONAL, PLACES

HOLDS_WORDS = {"AutoString", "Text", "String", "JSONB", "LargeBinary", "CIDR", "INET", "TSVECTOR"}
PERSONAL = [(one.table, column) for one in PLACES for column in one.columns]


def columns_with_words() -> set[tuple[str, str]]:
    return {
        (table.name, column.name)
        for table in METADATA.tables.values()
        for column in table.columns
        if type(column.type).__name__ in HOLDS_WORDS
    }


def test_every_column_with_words_is_a_place_of_personal_data_or_said_to_be_none() -> None:
    thought_of = {*PERSONAL, *IMPERSONAL}

    assert sorted(columns_with_words() - thought_of) == [], "name them in kit/personal"


def test_what_is_named_is_there() -> None:
    assert sorted({*PERSONAL, *IMPERSONAL} - columns_with_words()) == []


def test_no_column_is_both_or_named_twice() -> None:
    named = Counter([*PERSONAL, *IMPERSONAL])

    assert [one for one, count in named.items() if count > 1] == []
    assert [
        table for table, count in Counter(one.table for one in PLACES).items() if count > 1
    ] == []


def test_the_page_shows_the_table_of_the_code() -> None:
    page = (PROJECT / "docs" / "privacy.md").read_text(encoding="utf-8")

    assert privacy_markdown() in page, "run `bilten privacy` and paste it"
