"""What can be set from outside, in one typed table.

Every setting is an environment variable that starts with `BILTEN_`. Nothing has to be set on a
development machine: what is missing is embedded. In production nothing is embedded silently:
`Settings` refuses to load until each real service is named.
"""

import os
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, Self

from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from bilten_app.infra.chain_settings import ChainSettings
from bilten_app.infra.gate_settings import GateSettings
from bilten_app.infra.secret_file import decode_key, kept_secret
from bilten_app.infra.signin_settings import LEAST_PASSWORD_MIB, SignInSettings
from bilten_app.infra.sms_settings import SmsSettings

PREFIX = "BILTEN_"
PROJECT = Path(__file__).resolve().parents[2]

# What production must name, because the development default would lose or invent something.
NAMED_IN_PRODUCTION = (
    "site_url", "database_url", "redis_url", "master_key", "smtp_url", "payments",
    "vat_register",
)  # fmt: skip

# What each payment gateway needs to be offered.
GATEWAY_KEYS = {
    "sandbox": (),
    "stripe": ("stripe_secret_key", "stripe_webhook_secret"),
    "paypal": ("paypal_client_id", "paypal_client_secret", "paypal_webhook_id"),
}


class SettingsRefused(Exception):
    """The environment holds values Bilten cannot start with; each line says which and why."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class Settings(GateSettings, SignInSettings, ChainSettings, SmsSettings):
    """The settings, read once at the roof and passed down."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True
    )

    environment: Literal["dev", "prod"] = Field(
        default="dev", description="`prod` refuses every embedded default that is not named."
    )
    data_dir: Path = Field(
        default=PROJECT / ".bilten", description="Folder of the embedded database, keys and logs."
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(
        default=8000, ge=1, le=65535, description="The one port of pages, API and scanner."
    )
    site_url: str = Field(
        default="",
        description="Public address, for links and proofs; `http://host:port` when empty.",
    )
    web_workers: int = Field(default=1, ge=1, le=64, description="Web processes behind the port.")
    trusted_proxy_hops: int = Field(
        default=0,
        ge=0,
        le=8,
        description="Reverse proxies in front, whose `X-Forwarded-For` is believed.",
    )

    database_url: SecretStr | None = Field(
        default=None, description="`postgresql://…` of PostgreSQL 18; embedded when empty."
    )
    redis_url: SecretStr | None = Field(
        default=None, description="`redis://…` of Redis or Valkey; embedded when empty."
    )
    pg_bin: Path | None = Field(
        default=None, description="Folder with `postgres` and `initdb` for the embedded database."
    )

    master_key: SecretStr | None = Field(
        default=None,
        description="32 bytes in base64url that lock every stored secret; made once when empty.",
    )
    payments: str = Field(
        default="sandbox,stripe,paypal",
        description="Ways to pay, in the order they are offered; one without keys is left out.",
    )
    stripe_secret_key: SecretStr | None = Field(
        default=None, description="`sk_…` or `rk_…` of Stripe."
    )
    stripe_webhook_secret: SecretStr | None = Field(
        default=None, description="`whsec_…` of the endpoint `/api/v1/webhooks/stripe`."
    )
    stripe_api_base: str = Field(default="", description="Another address of Stripe's API.")
    paypal_client_id: str = Field(default="", description="Client id of the PayPal app.")
    paypal_client_secret: SecretStr | None = Field(
        default=None, description="Secret of the PayPal app."
    )
    paypal_webhook_id: str = Field(
        default="", description="Id of the webhook to `/api/v1/webhooks/paypal`."
    )
    paypal_api_base: str = Field(
        default="", description="Another address of PayPal's API, like its sandbox."
    )
    vat_register: Literal["sandbox", "vies"] = Field(
        default="sandbox", description="Who knows VAT ids: the EU's VIES, or a stand-in."
    )
    vat_requester: str = Field(
        default="", description="Our own VAT id: with it VIES numbers each inquiry as proof."
    )
    vies_api_base: str = Field(
        default="https://ec.europa.eu/taxation_customs/vies/rest-api",
        description="Address of VIES.",
    )
    smtp_url: SecretStr | None = Field(
        default=None, description="`smtp://user:password@host:587`; a mail page to read when empty."
    )
    mail_from: str = Field(
        default="Bilten <tickets@bilten.example>", description="Sender of every mail."
    )

    hold_minutes: int = Field(
        default=15, ge=1, le=120, description="How long chosen places are kept."
    )
    outage_minutes: int = Field(
        default=10, ge=0, le=60,
        description="How much longer, once, while the payment service is down.",
    )  # fmt: skip
    resale_fee: int = Field(
        default=500, ge=0, le=500, description="Hundredths of a percent of a resale's price."
    )
    offer_minutes: int = Field(
        default=30, ge=1, le=1440, description="How long places are offered to a waiting list."
    )
    erasure_days: int = Field(default=14, ge=0, le=30, description="Days an erasure waits.")
    invoice_years: str = Field(default="10", description="Years papers are kept, like `10,DE=8`.")
    bot_check: Literal["work", "none"] = Field(
        default="work", description="What a browser does before it may take a place in line."
    )
    work_bits: int = Field(
        default=16, ge=1, le=28, description="How hard that work is; each bit doubles it."
    )
    hooks_to_loopback: bool = Field(
        default=False,
        description="Webhooks may go to this machine itself, over http; never in `prod`.",
    )
    rates: str = Field(default="", description="File or address of ECB rates; built in when empty.")
    demo: bool = Field(
        default=True, description="Fill an empty database with demo data; never in `prod`."
    )

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The quietest line that is written."
    )
    log_format: Literal["auto", "json", "console"] = Field(
        default="auto", description="`auto` is `console` on a terminal and `json` elsewhere."
    )

    @field_validator("data_dir", "pg_bin", "chain_deployments")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return path and path.expanduser().absolute()

    @field_validator("site_url")
    @classmethod
    def _an_origin(cls, url: str) -> str:
        if not url:
            return url
        if AnyHttpUrl(url).path not in {None, "/"}:
            raise ValueError("an address without a path is needed, like https://tickets.example")
        return url.rstrip("/")

    @field_validator("payments")
    @classmethod
    def _are_gateways(cls, names: str) -> str:
        chosen = [name.strip() for name in names.split(",") if name.strip()]
        if not chosen or set(chosen) - set(GATEWAY_KEYS):
            raise ValueError(f"one or more of {', '.join(GATEWAY_KEYS)} are needed")
        return ",".join(dict.fromkeys(chosen))

    @field_validator("database_url")
    @classmethod
    def _is_postgres(cls, url: SecretStr | None) -> SecretStr | None:
        return _with_scheme(url, "postgresql", "postgres")

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, url: SecretStr | None) -> SecretStr | None:
        return _with_scheme(url, "redis", "rediss", "unix")

    @field_validator("smtp_url")
    @classmethod
    def _is_smtp(cls, url: SecretStr | None) -> SecretStr | None:
        return _with_scheme(url, "smtp", "smtps")

    @field_validator("master_key")
    @classmethod
    def _is_a_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key:
            decode_key(key.get_secret_value())
        return key

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [name for name in NAMED_IN_PRODUCTION if name not in self.model_fields_set]
        if self.environment == "prod" and missing:
            raise ValueError(f"production needs {', '.join(map(variable, missing))} to be set")
        if self.environment == "prod" and self.password_memory_mib < LEAST_PASSWORD_MIB:
            raise ValueError(f"production hashes passwords in {LEAST_PASSWORD_MIB} MiB at least")
        if self.environment == "prod" and self.hooks_to_loopback:
            raise ValueError("production sends no webhooks to the machine itself")
        asked = (self.oidc_issuer, self.sms_gateway_url, self.twilio_api_base)
        asks_openly = any(url.startswith("http:") for url in asked) or self.asks_nodes_openly
        if self.environment == "prod" and asks_openly:
            raise ValueError("production asks no issuer, text gateway or node without TLS")
        if not self.gateways:
            keys = [key for name in self.payments.split(",") for key in self.missing_keys(name)]
            raise ValueError(f"nobody could pay: set {', '.join(keys)}")
        return self

    @property
    def origin(self) -> str:
        """The public address without a trailing slash."""
        return self.site_url or f"http://{self.host}:{self.port}"

    @property
    def gateways(self) -> tuple[str, ...]:
        """The payment gateways that have their keys, in the order they are offered."""
        return tuple(name for name in self.payments.split(",") if not self.missing_keys(name))

    def missing_keys(self, gateway: str) -> list[str]:
        """The variables without which a payment gateway cannot be offered."""
        return [variable(key) for key in GATEWAY_KEYS[gateway] if not getattr(self, key)]

    @property
    def seeds_demo(self) -> bool:
        """Whether an empty database is filled with the demo."""
        return self.demo and self.environment == "dev"

    def vault_key(self) -> bytes:
        """The 32 bytes that lock every stored secret; without a setting, made once and kept."""
        if self.master_key:
            return decode_key(self.master_key.get_secret_value())
        return decode_key(kept_secret(self.data_dir / "master.key"))


def variable(field: str) -> str:
    """The environment variable of a field."""
    return PREFIX + field.upper()


def load_settings() -> Settings:
    """Read the environment; raise SettingsRefused with one line for each wrong variable."""
    lines = list(_unknown_variables())
    try:
        settings = Settings()
    except ValidationError as error:
        raise SettingsRefused(
            lines
            + [
                _line(item["loc"], item["msg"])
                for item in error.errors(include_url=False, include_input=False)
            ]
        ) from None
    if lines:
        raise SettingsRefused(lines)
    return settings


def _with_scheme(url: SecretStr | None, *schemes: str) -> SecretStr | None:
    if url and url.get_secret_value().split("://")[0] not in schemes:
        raise ValueError(f"an address that starts with {schemes[0]}:// is needed")
    return url


def _unknown_variables() -> Iterator[str]:
    known = [variable(name) for name in Settings.model_fields]
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(name, known, n=1)
            yield f"{name}: there is no such setting" + (
                f"; did you mean {near[0]}?" if near else ""
            )


def _line(loc: tuple[int | str, ...], message: str) -> str:
    sentence = message.removeprefix("Value error, ")
    return f"{variable(str(loc[0]))}: {sentence}" if loc else sentence
