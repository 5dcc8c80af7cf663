"""The table of places where personal data rests, as people read it."""

from collections.abc import Iterator

import click

from bilten_app.kit.personal import PLACES, Place


@click.command()
def privacy() -> None:
    """Show where personal data rests, as the table in docs/privacy.md."""
    click.echo(privacy_markdown(), nl=False)


def privacy_markdown() -> str:
    """Return the table in Markdown."""
    head = ("Table", "Columns", "Whose", "Purpose", "Ground", "On erasure", "Stays")
    return "\n".join([f"| {' | '.join(head)} |", "|---" * len(head) + "|", *_lines(), ""])


def _lines() -> Iterator[str]:
    for one in sorted(PLACES, key=lambda one: one.table):
        columns = ", ".join(f"`{name}`" for name in one.columns)
        cells = (f"`{one.table}`", columns, one.whose, one.purpose, one.ground, one.end)
        yield f"| {' | '.join(map(str, cells))} | {_stays(one)} |"


def _stays(one: Place) -> str:
    if one.days is None:
        return f"while {one.since}" if not one.since.startswith("its ") else one.since
    return f"{one.days} days after {one.since}"
