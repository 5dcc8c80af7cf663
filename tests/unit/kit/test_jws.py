"""Tokens signed with Ed25519: the vectors of the standard, and what never passes for one."""

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

from bilten_app.kit import jws
from bilten_app.kit.jws import NoToken

# RFC 8037, appendix A.
D = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
SIGNED = (
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)
KIND = "at+jwt"
PRIVATE = Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(D + "="))
PUBLIC = PRIVATE.public_key()
KID = jws.thumbprint(PUBLIC.public_bytes_raw())


def with_head(**head: Any) -> str:
    """Return a token whose signature is right and whose header is not ours."""
    return jws.signed(PRIVATE, json.dumps(head).encode(), b'{"sub":"1"}')


def test_it_signs_and_names_keys_as_the_standard_does() -> None:
    assert jws.signed(PRIVATE, b'{"alg":"EdDSA"}', b"Example of Ed25519 signing") == SIGNED
    assert KID == THUMBPRINT
    assert jws.public_jwk(PUBLIC.public_bytes_raw())["x"] == X


def test_a_token_tells_what_was_signed() -> None:
    token = jws.sign(PRIVATE, kid=KID, kind=KIND, claims={"sub": "1"})

    told = jws.read(token, kind=KIND)

    assert (told.kid, told.proven(PUBLIC)) == (KID, {"sub": "1"})


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated via RFC 9864")
def test_another_implementation_reads_ours_and_writes_what_we_read() -> None:
    ours = jws.sign(PRIVATE, kid=KID, kind=KIND, claims={"sub": "1"})
    published = KeySet([OKPKey.import_key({**jws.public_jwk(PUBLIC.public_bytes_raw())})])
    head = {"alg": "EdDSA", "typ": KIND, "kid": KID}
    private = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": X, "d": D})

    theirs = jwt.encode(head, {"sub": "1"}, private, algorithms=["EdDSA"])

    assert jwt.decode(ours, published, algorithms=["EdDSA"]).claims == {"sub": "1"}
    assert jws.read(theirs, kind=KIND).proven(PUBLIC) == {"sub": "1"}


GOOD = jws.sign(PRIVATE, kid=KID, kind=KIND, claims={"sub": "1"})
HEAD, BODY, SIGNATURE = GOOD.split(".")
OTHER_BODY = base64.urlsafe_b64encode(b'{"sub":"2"}').rstrip(b"=").decode()


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(with_head(alg="none", typ=KIND, kid=KID), id="alg none"),
        pytest.param(with_head(alg="HS256", typ=KIND, kid=KID), id="alg HS256"),
        pytest.param(with_head(alg="EdDSA", typ="JWT", kid=KID), id="another kind"),
        pytest.param(with_head(alg="EdDSA", typ=KIND), id="no key named"),
        pytest.param(with_head(alg="EdDSA", typ=KIND, kid=7), id="a key that is a number"),
        pytest.param(with_head(alg="EdDSA", typ=KIND, kid=KID, jku="https://x.example"), id="jku"),
        pytest.param(with_head(alg="EdDSA", typ=KIND, kid=KID, jwk={"x": X}), id="its own key"),
        pytest.param(with_head(alg="EdDSA", typ=KIND, kid=KID, crit=["b64"]), id="crit"),
        pytest.param(f"{HEAD}.{BODY}.", id="no signature"),
        pytest.param(f"{HEAD}.{OTHER_BODY}.{SIGNATURE}", id="another body"),
        pytest.param(f"{HEAD}.{BODY}.{SIGNATURE}=", id="padded"),
        pytest.param(f"{HEAD}.{BODY}.{SIGNATURE[:-1]}{'B' if SIGNATURE[-1] == 'A' else 'R'}",
                     id="other bits in the last character"),
        pytest.param(f"{HEAD}.{BODY}", id="two parts"),
        pytest.param(f"{GOOD}.x", id="four parts"),
        pytest.param(f"{HEAD}.{BODY}.{'A' * 5000}", id="long"),
        pytest.param("..", id="nothing"),
        pytest.param(f"{HEAD}.{BODY}.ß", id="not ascii"),
        pytest.param(jws.signed(PRIVATE, b"[]", b"{}"), id="a header that is a list"),
        pytest.param(jws.signed(PRIVATE, b"{" * 3000, b"{}"), id="a header without end"),
        pytest.param(
            jws.signed(PRIVATE, base64.urlsafe_b64decode(HEAD + "=="), b"[1]"), id="a list"
        ),
    ],
)  # fmt: skip
def test_what_is_no_token_of_ours_proves_nothing(token: str) -> None:
    with pytest.raises(NoToken):
        jws.read(token, kind=KIND).proven(PUBLIC)


def test_another_key_proves_nothing() -> None:
    with pytest.raises(NoToken):
        jws.read(GOOD, kind=KIND).proven(Ed25519PrivateKey.generate().public_key())
