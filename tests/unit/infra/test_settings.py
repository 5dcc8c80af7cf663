"""What the environment may say, and how it is told when it is wrong."""

import base64
import os

import pytest

from bilten_app.infra.settings import Settings, SettingsRefused, load_settings

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode().rstrip("=")
PRODUCTION = {
    "BILTEN_ENVIRONMENT": "prod",
    "BILTEN_SITE_URL": "https://tickets.example",
    "BILTEN_DATABASE_URL": "postgresql://bilten:hush@db/bilten",
    "BILTEN_REDIS_URL": "rediss://:hush@cache:6379/0",
    "BILTEN_MASTER_KEY": KEY,
    "BILTEN_SMTP_URL": "smtp://mailer:hush@mail:587",
    "BILTEN_PAYMENTS": "sandbox",
    "BILTEN_VAT_REGISTER": "vies",
}


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("BILTEN_"):
            monkeypatch.delenv(name)


def refusal(monkeypatch: pytest.MonkeyPatch, **environment: str) -> list[str]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsRefused) as refused:
        load_settings()
    return refused.value.lines


def test_nothing_has_to_be_set_to_develop() -> None:
    settings = load_settings()

    assert settings.database_url is None
    assert settings.seeds_demo
    assert settings.origin == "http://127.0.0.1:8000"


def test_production_loads_when_every_real_service_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)

    settings = load_settings()

    assert settings.vault_key() == bytes(range(32))
    assert not settings.seeds_demo


@pytest.mark.parametrize("missing", sorted(set(PRODUCTION) - {"BILTEN_ENVIRONMENT"}))
def test_production_refuses_an_embedded_default(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    present = {name: value for name, value in PRODUCTION.items() if name != missing}

    lines = refusal(monkeypatch, **present)

    assert lines == [f"production needs {missing} to be set"]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("BILTEN_PASSWORD_MEMORY_MIB", "18", "19 MiB"),
        ("BILTEN_HOOKS_TO_LOOPBACK", "true", "no webhooks"),
        ("BILTEN_OIDC_ISSUER", "http://id.example", "without TLS"),
        ("BILTEN_SMS_GATEWAY_URL", "http://sms.example/send", "without TLS"),
        ("BILTEN_TWILIO_API_BASE", "http://sms.example", "without TLS"),
    ],
)
def test_production_refuses_what_only_a_development_machine_may(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    lines = refusal(monkeypatch, **PRODUCTION, **{name: value})

    assert len(lines) == 1
    assert says in lines[0]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("BILTEN_PORT", "http", "integer"),
        ("BILTEN_PORT", "70000", "65535"),
        ("BILTEN_DATABASE_URL", "mysql://root@db", "postgresql://"),
        ("BILTEN_SITE_URL", "https://tickets.example/shop", "without a path"),
        ("BILTEN_MASTER_KEY", "short", "base64url"),
        ("BILTEN_PASSWORD_KEYS", f"{KEY},short", "base64url"),
        ("BILTEN_LOG_LEVEL", "loud", "'debug'"),
        ("BILTEN_CHAIN_ISSUER_KEY", "0x12", "64 hexadecimal digits"),
        ("BILTEN_CHAIN_RELAYER_KEY", f"0x{'f' * 64}", "64 hexadecimal digits"),
    ],
)
def test_a_wrong_value_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    lines = refusal(monkeypatch, **{name: value})

    assert len(lines) == 1
    assert lines[0].startswith(f"{name}: ")
    assert says in lines[0]


def test_a_misspelt_variable_is_not_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = refusal(monkeypatch, BILTEN_DATABSE_URL="postgresql://db/bilten")

    assert lines == [
        "BILTEN_DATABSE_URL: there is no such setting; did you mean BILTEN_DATABASE_URL?"
    ]


def test_secrets_do_not_print() -> None:
    settings = Settings.model_validate(
        {"database_url": "postgresql://bilten:hush@db/bilten", "master_key": KEY}
    )

    assert "hush" not in f"{settings!r}{settings}"
    assert KEY not in f"{settings!r}{settings}"


def test_the_newest_key_of_passwords_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    made, newer, older = b"made of the master key", bytes(range(32)), bytes(32)
    named = base64.urlsafe_b64encode(older).decode()

    assert load_settings().keys_of_passwords(made) == [made]
    for keys, order in (
        (f"{KEY},{named}", [newer, older, made]),
        (f"master,{KEY}", [made, newer]),
        (f"{KEY},master,{named}", [newer, made, older]),
    ):
        monkeypatch.setenv("BILTEN_PASSWORD_KEYS", keys)
        assert load_settings().keys_of_passwords(made) == order
