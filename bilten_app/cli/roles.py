"""The table of roles, as people read it."""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

import click

from bilten_app.kit.roles import (
    BY_OWN_HAND,
    EVENT_ROLES,
    OF_AN_EVENT,
    ROLE_GRANTS,
    STAFF_GRANTS,
    Permission,
    StaffPermission,
)

_MARK = "●"


@click.command()
def roles() -> None:
    """Show who may do what, as the tables in docs/roles.md."""
    click.echo(roles_markdown(), nl=False)


def roles_markdown() -> str:
    """Return both tables in Markdown."""
    notes = {"for one event": OF_AN_EVENT, "by own hand": BY_OWN_HAND}
    return "\n".join(
        [
            "## In an organization\n",
            *_table(Permission, ROLE_GRANTS, notes),
            f"\nRoles for one event: {', '.join(role.value for role in EVENT_ROLES)}.\n",
            "## On the platform\n",
            *_table(StaffPermission, STAFF_GRANTS, {}),
            "",
        ]
    )


def _table[R: StrEnum, P: StrEnum](
    permissions: type[P],
    roles: Mapping[R, Collection[P]],
    notes: Mapping[str, Collection[P]],
) -> Iterator[str]:
    columns = {str(role): held for role, held in roles.items()} | dict(notes)
    yield f"| Permission | {' | '.join(columns)} |"
    yield f"|---|{':-:|' * len(columns)}"
    for one in permissions:
        marks = " | ".join(_MARK if one in held else "" for held in columns.values())
        yield f"| `{one.value}` | {marks} |"
