"""Nobody rebuilds a mirror by mistake."""

from click.testing import CliRunner

from bilten_app.cli.indexer import rebuild


def test_whoever_does_not_say_yes_rebuilds_nothing() -> None:
    done = CliRunner().invoke(rebuild, ["31337"], input="n\n")

    assert done.exit_code == 1
    assert "Ask two other nodes before" in done.output
