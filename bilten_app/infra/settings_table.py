"""The settings as a table for people."""

from dataclasses import dataclass
from pathlib import Path

from bilten_app.infra.chain_settings import ChainSettings
from bilten_app.infra.gate_settings import GateSettings
from bilten_app.infra.settings import PROJECT, Settings, variable
from bilten_app.infra.signin_settings import SignInSettings
from bilten_app.infra.sms_settings import SmsSettings


@dataclass(frozen=True, slots=True)
class SettingDoc:
    """One line of the settings table."""

    variable: str
    default: str
    meaning: str


def settings_table() -> list[SettingDoc]:
    """Every setting with its default and meaning, in the order of the class; its bases last."""
    return [
        SettingDoc(variable(name), _shown(field.default), field.description or "")
        for name, field in sorted(Settings.model_fields.items(), key=lambda each: _base(each[0]))
    ]


def _base(field: str) -> int:
    bases = (GateSettings, SignInSettings, ChainSettings, SmsSettings)
    return next((at for at, base in enumerate(bases, 1) if field in base.model_fields), 0)


def _shown(default: object) -> str:
    if default is None or default == "":
        return ""
    if isinstance(default, Path):
        return str(default.relative_to(PROJECT))
    return str(default).lower() if isinstance(default, bool) else str(default)
