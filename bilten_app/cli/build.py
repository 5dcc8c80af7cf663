"""`bilten build`: what browsers and phones load, compiled before anybody asks for it."""

import click

from bilten_app.cli.scanner import build_scanner
from bilten_app.cli.steps import Note
from bilten_app.infra.embedded import CannotStart
from bilten_app.infra.settings import load_settings
from bilten_app.run_web import BuildFailed, build_frontend


@click.command()
def build() -> None:
    """Compile pages and scanner, where their sources changed."""
    build_all(click.echo)


def build_all(report: Note) -> None:
    """Compile both, telling each long step; raise CannotStart when that fails."""
    build_scanner(load_settings().data_dir, report)
    try:
        build_frontend(report)
    except BuildFailed as failure:
        raise CannotStart(f"The pages could not be compiled:\n{failure}") from None
