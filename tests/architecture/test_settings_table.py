"""The settings table people read is the one the code has."""

from bilten_app.cli.chores import settings_markdown
from bilten_app.infra.settings import PROJECT


def test_the_readme_shows_the_settings_of_the_code() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")

    assert settings_markdown() in readme, "run `bilten settings --markdown` and paste it"
