"""How much anybody may ask of the API, and from where."""

from pydantic import Field, FilePath
from pydantic_settings import BaseSettings


class GateSettings(BaseSettings):
    """Requests a minute, and the map that says in which country an address is."""

    key_rate: int = Field(
        default=600, ge=1, description="How many requests a minute each API key may send."
    )
    user_rate: int = Field(
        default=600, ge=1, description="How many API requests a minute each person may send."
    )
    address_rate: int = Field(
        default=1200, ge=1,
        description="How many a minute each address may send that shows no key.",
    )  # fmt: skip
    geoip_file: FilePath | None = Field(
        default=None, description="Countries of addresses, in MaxMind's format; none when empty."
    )
