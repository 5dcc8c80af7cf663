"""The catalogs: one `.pot` of every sentence, and what each `.po` becomes for server and browser.

`uv run python -m bilten_app.web.catalogs` writes `locale/bilten.pot` anew. `compile_catalogs` runs
before the frontend is built: a `.po` becomes a `.mo` beside it and `assets/i18n/<language>.json`.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bilten_app.kit.text import CATALOGS, DOMAIN

PACKAGE = CATALOGS.parent
BROWSER = PACKAGE.parent / "assets" / "i18n"
TEMPLATE = CATALOGS / f"{DOMAIN}.pot"
METHODS = [("demo/**", "ignore"), ("**.py", "python")]
KEYWORDS: Mapping[str, Any] = {
    "t": None,
    "msgid": None,
    "tn": (1, 2),
    "say_many": (1, 2),
}
# The template is the same whenever it is made from the same sources.
MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)


def template() -> str:
    """Return the `.pot`: every marked sentence, in the order of the alphabet."""
    catalog = Catalog(
        project="Bilten",
        creation_date=MADE_AT,
        revision_date=MADE_AT,
        header_comment="# Every sentence Bilten says.",
    )
    found = extract_from_dir(PACKAGE, METHODS, keywords=KEYWORDS)
    for file, _line, sentence, _comments, _context in found:
        catalog.add(sentence, locations=[(f"{PACKAGE.name}/{file}", 0)])
    text = BytesIO()
    write_po(text, catalog, sort_output=True, include_lineno=False, omit_header=True, width=100)
    return text.getvalue().decode()


def compile_catalogs() -> None:
    """Write what the server and the browser read, for every language there is."""
    BROWSER.mkdir(parents=True, exist_ok=True)
    for language, catalog in _translations():
        compiled = BytesIO()
        write_mo(compiled, catalog)
        folder = CATALOGS / language / "LC_MESSAGES"
        (folder / f"{DOMAIN}.mo").write_bytes(compiled.getvalue())
        words = json.dumps(browser_words(catalog), ensure_ascii=False, sort_keys=True)
        (BROWSER / f"{language}.json").write_text(words, encoding="utf-8")


def browser_words(catalog: Catalog) -> dict[str, Any]:
    """Return msgid to sentence, or to the list of its plural forms."""
    words: dict[str, Any] = {}
    for message in catalog:
        if message.id and message.string and not message.fuzzy:
            plural = isinstance(message.id, tuple | list)
            key = message.id[0] if plural else message.id
            words[str(key)] = list(message.string) if plural else message.string
    return words


def _translations() -> Iterator[tuple[str, Catalog]]:
    for file in sorted(CATALOGS.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        language = file.parts[-3]
        with file.open("rb") as text:
            yield language, read_po(text, locale=language)


if __name__ == "__main__":
    Path(TEMPLATE).write_text(template(), encoding="utf-8")
