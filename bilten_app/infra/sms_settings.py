"""By whom text messages are sent: Twilio, or any gateway that takes a JSON POST."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

SMS_KEYS = {
    "twilio": ("twilio_account_sid", "twilio_auth_token", "twilio_sender"),
    "http": ("sms_gateway_url",),
}


class SmsSettings(BaseSettings):
    """Without any of it there is no second step by text message, except on the mail page."""

    twilio_account_sid: str = Field(default="", description="Account SID at Twilio, `AC…`.")
    twilio_auth_token: SecretStr | None = Field(default=None, description="Auth token at Twilio.")
    twilio_sender: str = Field(
        default="",
        description="A number of yours there, or `MG…` of a messaging service.",
    )
    twilio_api_base: str = Field(
        default="https://api.twilio.com", description="Address of Twilio's API."
    )
    sms_gateway_url: str = Field(
        default="",
        description='Address that takes `{"id", "to", "text"}` as a POST, in place of Twilio.',
    )
    sms_gateway_token: SecretStr | None = Field(
        default=None, description="Bearer token for that address."
    )

    @property
    def sms_by(self) -> Literal["twilio", "http", ""]:
        """Who sends text messages; nobody while something is missing."""
        if not self.missing_sms_keys("twilio"):
            return "twilio"
        return "" if self.missing_sms_keys("http") else "http"

    def missing_sms_keys(self, by: str) -> Sequence[str]:
        """Return which settings of a sender are empty."""
        return [name for name in SMS_KEYS[by] if not getattr(self, name)]
