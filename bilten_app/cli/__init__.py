"""The command line: `bilten up`, `bilten test` and the smaller chores.

A command's module is imported only when the command runs, so that `bilten up` is quick.
"""

import os
import sys
from importlib import import_module
from pathlib import Path

import click

_BYTECODE = Path(__file__).resolve().parents[2] / ".bilten" / "bytecode"
_COMMANDS = {
    "up": "bilten_app.cli.up",
    "test": "bilten_app.cli.suites",
    "doctor": "bilten_app.cli.doctor",
    "settings": "bilten_app.cli.chores",
    "roles": "bilten_app.cli.roles",
    "privacy": "bilten_app.cli.privacy",
    "migrate": "bilten_app.cli.chores",
    "seed": "bilten_app.cli.chores",
    "chain": "bilten_app.cli.chain",
    "audit": "bilten_app.cli.audit",
    "staff": "bilten_app.cli.staff",
    "rotate-signing-key": "bilten_app.cli.signing",
    "build": "bilten_app.cli.build",
    "web": "bilten_app.cli.chores",
    "worker": "bilten_app.cli.chores",
    "indexer": "bilten_app.cli.indexer",
    "bench": "bilten_app.cli.chores",
}


class _Lazy(click.Group):
    """A group that knows its commands by name and where each one lives."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        return getattr(import_module(_COMMANDS[cmd_name]), cmd_name.replace("-", "_"))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
def bilten() -> None:
    """Bilten sells tickets and opens gates."""


def main() -> None:
    """Run the command line; what a person can mend is one line, not a traceback."""
    _keep_bytecode()
    from bilten_app.infra.embedded import CannotStart
    from bilten_app.infra.settings import SettingsRefused

    try:
        bilten()
    except SettingsRefused as refused:
        _fail(*refused.lines)
    except CannotStart as error:
        _fail(str(error))


def _keep_bytecode() -> None:
    """Where Python may not write bytecode beside the sources, keep it in the data folder.

    Without any, each of our processes would compile everything it imports at every start, which
    takes longer than all the rest.
    """
    if not sys.dont_write_bytecode:
        return
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(_BYTECODE)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix


def _fail(*lines: str) -> None:
    for line in lines:
        print(f"bilten: {line}", file=sys.stderr)
    sys.exit(1)
