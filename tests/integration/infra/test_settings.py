"""The key that is made when none is given."""

from pathlib import Path

from bilten_app.infra.settings import Settings


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path / "new" / "folder"})

    first, second = settings.vault_key(), settings.vault_key()

    assert first == second
    assert len(first) == 32
    assert (settings.data_dir / "master.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in settings.data_dir.iterdir()] == ["master.key"]
