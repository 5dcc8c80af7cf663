"""How we are known to those by whom people may sign in."""

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

from bilten_app.infra.secret_file import decode_key

# What each provider needs for its button to be offered, in the order of the buttons.
SIGN_IN_KEYS = {
    "google": ("google_client_id", "google_client_secret"),
    "apple": ("apple_client_id", "apple_team_id", "apple_key_id", "apple_private_key"),
    "facebook": ("facebook_client_id", "facebook_client_secret"),
    "linkedin": ("linkedin_client_id", "linkedin_client_secret"),
    "oidc": ("oidc_issuer", "oidc_client_id", "oidc_client_secret"),
}

# How the key of passwords that is made of the master key is named among the others.
OF_MASTER = "master"

# What production may not go below: the least that OWASP's cheat sheet on passwords advises.
LEAST_PASSWORD_MIB = 19


class SignInSettings(BaseSettings):
    """What a hash costs, and keys of providers; one without all of its keys is not offered."""

    password_memory_mib: int = Field(
        default=LEAST_PASSWORD_MIB, ge=1, le=1024,
        description="Memory in MiB to hash a password in; hashes are renewed at the next sign-in.",
    )  # fmt: skip
    password_keys: SecretStr | None = Field(
        default=None,
        description="Keys of 32 bytes in base64url, `newest,older,…`, that go into hashes of "
        "passwords; `master` is one made of the master key, which comes last unless it is named.",
    )
    google_client_id: str = Field(
        default="", description="Client id at Google; `doctor` tells the redirect address to give."
    )
    google_client_secret: SecretStr | None = Field(
        default=None, description="Client secret at Google."
    )
    apple_client_id: str = Field(default="", description="Services id at Apple.")
    apple_team_id: str = Field(default="", description="Team id at Apple.")
    apple_key_id: str = Field(default="", description="Id of the key for Sign in with Apple.")
    apple_private_key: SecretStr | None = Field(
        default=None, description="That key as PEM, from the `.p8` file; `\\n` may end its lines."
    )
    facebook_client_id: str = Field(default="", description="App id at Facebook.")
    facebook_client_secret: SecretStr | None = Field(
        default=None, description="App secret at Facebook."
    )
    linkedin_client_id: str = Field(default="", description="Client id at LinkedIn.")
    linkedin_client_secret: SecretStr | None = Field(
        default=None, description="Client secret at LinkedIn."
    )
    oidc_name: str = Field(
        default="OpenID", max_length=40, description="What the button of your own issuer says."
    )
    oidc_issuer: str = Field(
        default="", description="Your own OpenID Connect issuer, found by its discovery document."
    )
    oidc_client_id: str = Field(default="", description="Client id there.")
    oidc_client_secret: SecretStr | None = Field(default=None, description="Client secret there.")

    name_servers: str = Field(
        default="",
        description="Name servers to ask whose a domain is, `address:port,…`; the machine's own.",
    )

    def keys_of_passwords(self, made: bytes) -> list[bytes]:
        """The keys for passwords' hashes, the newest first; `made` is that of the master key.

        It comes last unless it is named: so every process knows a new key before one uses it.
        """
        named = self.password_keys.get_secret_value() if self.password_keys else ""
        keys = [made if key == OF_MASTER else decode_key(key) for key in named.split(",") if key]
        return keys if made in keys else [*keys, made]

    @field_validator("password_keys")
    @classmethod
    def _are_keys(cls, keys: SecretStr | None) -> SecretStr | None:
        for key in keys.get_secret_value().split(",") if keys else ():
            if key != OF_MASTER:
                decode_key(key)
        return keys

    @field_validator("oidc_issuer")
    @classmethod
    def _is_an_issuer(cls, url: str) -> str:
        if url and not url.startswith(("https://", "http://")):
            raise ValueError("an address that starts with https:// is needed")
        return url

    @field_validator("apple_private_key")
    @classmethod
    def _is_pem(cls, key: SecretStr | None) -> SecretStr | None:
        if key is None:
            return None
        pem = key.get_secret_value().replace("\\n", "\n").strip() + "\n"
        if not pem.startswith("-----BEGIN PRIVATE KEY-----"):
            raise ValueError("the text of the .p8 file is needed: -----BEGIN PRIVATE KEY-----")
        return SecretStr(pem)
