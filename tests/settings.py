"""Settings for tests: the environment is read once, since that takes longer than many tests."""

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bilten_app.infra.settings import Settings


def settings_of(database: str, home: Path, **more: Any) -> Settings:
    """Return the settings of a house on a database, with hashes of passwords that cost little."""
    ours = {"database_url": SecretStr(database), "data_dir": home, "password_memory_mib": 1}
    return _from_outside().model_copy(update=ours | more)


@cache
def _from_outside() -> Settings:
    return Settings()
