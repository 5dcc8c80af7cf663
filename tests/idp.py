"""An identity provider that speaks SAML 2.0 over real HTTP: it signs as others do, lies as told."""

import base64
import zlib
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from lxml import etree
from signxml.signer import XMLSigner

from bilten_app.kit.clock import Clock
from bilten_app.kit.ids import new_token
from tests.loopback import free_port, serving

P, A = "urn:oasis:names:tc:SAML:2.0:protocol", "urn:oasis:names:tc:SAML:2.0:assertion"
MD, DS = "urn:oasis:names:tc:SAML:2.0:metadata", "http://www.w3.org/2000/09/xmldsig#"
NS = {"p": P, "a": A, "d": DS}
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class SigningKey:
    """A key, and the certificate that a provider shows of it."""

    private: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def text(self) -> str:
        return base64.b64encode(self.certificate.public_bytes(Encoding.DER)).decode()


def new_key(clock: Clock, lasts: timedelta = timedelta(days=365)) -> SigningKey:
    private = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test provider")])
    now = clock.now()
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + lasts)
    )
    return SigningKey(private, built.sign(private, hashes.SHA256()))


@dataclass(frozen=True)
class Request:
    """What a browser was sent with."""

    id: str
    recipient: str
    audience: str
    is_again: bool
    relay: str


@dataclass
class Idp:
    """The provider, whom it says is in front of it, and how it lies."""

    port: int
    clock: Clock
    keys: list[SigningKey]
    host: str = "127.0.0.1"
    subject: str = "mara-1"
    attributes: dict[str, list[str]] = field(
        default_factory=lambda: {"email": ["mara@example.com"], "displayName": ["Mara Lind"]}
    )
    # What it writes into its assertions instead, before they are signed.
    says: dict[str, str] = field(default_factory=dict[str, str])
    # What is done to a response before it is signed, and after.
    bend: Callable[["Idp", etree._Element], None] | None = None  # pyright: ignore[reportPrivateUsage]
    forge: Callable[["Idp", bytes], bytes] | None = None
    signer: SigningKey | None = None
    method: str = "rsa-sha256"
    digest: str = "sha256"
    asked: list[Request] = field(default_factory=list[Request])

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def entity_id(self) -> str:
        return f"{self.url}/metadata"

    def metadata(self) -> str:
        keys = "".join(
            f'<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="{DS}"><ds:X509Data>'
            f"<ds:X509Certificate>{key.text}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
            "</md:KeyDescriptor>"
            for key in self.keys
        )
        return (
            f'<md:EntityDescriptor xmlns:md="{MD}" entityID="{self.entity_id}">'
            f'<md:IDPSSODescriptor protocolSupportEnumeration="{P}">{keys}'
            '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"'
            f' Location="{self.url}/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>'
        )

    def heard(self, address: str) -> Request:
        """Read what a browser was sent with, as strictly as the standard asks."""
        told = {name: said[0] for name, said in parse_qs(urlsplit(address).query).items()}
        raw = zlib.decompress(base64.b64decode(told["SAMLRequest"]), wbits=-zlib.MAX_WBITS)
        root = etree.fromstring(raw)
        assert root.tag == f"{{{P}}}AuthnRequest"
        assert root.get("Destination") == f"{self.url}/sso"
        assert root.get("Version") == "2.0"
        issuer = root.find("a:Issuer", NS)
        assert issuer is not None
        assert issuer.text
        request = Request(
            str(root.get("ID")), str(root.get("AssertionConsumerServiceURL")), issuer.text,
            root.get("ForceAuthn") == "true", told["RelayState"],
        )  # fmt: skip
        self.asked.append(request)
        return request

    def consent(self, address: str) -> dict[str, str]:
        """Let the person agree; return the form that the browser posts."""
        request = self.heard(address)
        response = self.response(request)
        return {"SAMLResponse": base64.b64encode(response).decode(), "RelayState": request.relay}

    def response(self, request: Request) -> bytes:
        root = etree.fromstring(self._written(request).encode())
        if self.bend:
            self.bend(self, root)
        signed = self.signed(root)
        return self.forge(self, signed) if self.forge else signed

    def signed(self, root: Any, key: SigningKey | None = None) -> bytes:
        """Sign the assertion in a response."""
        assertion = root.find("a:Assertion", NS)
        key = key or self.signer or self.keys[0]
        signer: Any = _Weak if "sha1" in self.method + self.digest else XMLSigner
        made = signer(
            signature_algorithm=self.method, digest_algorithm=self.digest,
            c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#",
        )  # fmt: skip
        done = made.sign(
            assertion, key=key.private, cert=[key.certificate], reference_uri=assertion.get("ID"),
            id_attribute="ID",
        )  # fmt: skip
        root.replace(assertion, done)
        return etree.tostring(root)

    def _written(self, request: Request) -> str:
        now = self.clock.now()
        told = {
            "id": f"_{new_token()}", "issuer": self.entity_id, "subject": escape(self.subject),
            "format": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
            "recipient": request.recipient, "request": request.id, "audience": request.audience,
            "now": now.strftime(MOMENT), "starts": now.strftime(MOMENT),
            "ends": (now + timedelta(minutes=5)).strftime(MOMENT),
            "confirmed": (now + timedelta(minutes=5)).strftime(MOMENT),
            "seen": now.strftime(MOMENT), "answers": request.id, "destination": request.recipient,
            "status": "urn:oasis:names:tc:SAML:2.0:status:Success",
            "method": "urn:oasis:names:tc:SAML:2.0:cm:bearer", **self.says,
        }  # fmt: skip
        attributes = "".join(
            f'<a:Attribute Name="{escape(name)}">'
            + "".join(f"<a:AttributeValue>{escape(one)}</a:AttributeValue>" for one in values)
            + "</a:Attribute>"
            for name, values in self.attributes.items()
        )
        return (
            '<p:Response xmlns:p="{P}" xmlns:a="{A}" ID="_r{id}" Version="2.0" IssueInstant="{now}"'
            ' InResponseTo="{answers}" Destination="{destination}"><a:Issuer>{issuer}</a:Issuer>'
            '<p:Status><p:StatusCode Value="{status}"/></p:Status>'
            '<a:Assertion ID="{id}" Version="2.0" IssueInstant="{now}">'
            "<a:Issuer>{issuer}</a:Issuer>"
            '<a:Subject><a:NameID Format="{format}">{subject}</a:NameID>'
            '<a:SubjectConfirmation Method="{method}"><a:SubjectConfirmationData'
            ' Recipient="{recipient}" InResponseTo="{request}" NotOnOrAfter="{confirmed}"/>'
            "</a:SubjectConfirmation></a:Subject>"
            '<a:Conditions NotBefore="{starts}" NotOnOrAfter="{ends}"><a:AudienceRestriction>'
            "<a:Audience>{audience}</a:Audience></a:AudienceRestriction></a:Conditions>"
            '<a:AuthnStatement AuthnInstant="{seen}"><a:AuthnContext><a:AuthnContextClassRef>'
            "urn:oasis:names:tc:SAML:2.0:ac:classes:Password</a:AuthnContextClassRef>"
            "</a:AuthnContext></a:AuthnStatement>"
            "<a:AttributeStatement>{attributes}</a:AttributeStatement></a:Assertion></p:Response>"
        ).format(P=P, A=A, attributes=attributes, **told)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/metadata")
        async def metadata() -> Response:
            return Response(self.metadata(), media_type="application/samlmetadata+xml")

        @app.get("/sso")
        async def sso(SAMLRequest: str, RelayState: str) -> Response:  # noqa: N803
            """Show the page on which a person agrees."""
            query = {"SAMLRequest": SAMLRequest, "RelayState": RelayState}
            form = self.consent(f"{self.url}/sso?{urlencode(query)}")
            fields = "".join(
                f'<input type="hidden" name="{name}" value="{escape(value)}">'
                for name, value in form.items()
            )
            return HTMLResponse(
                "<!doctype html><html lang=en><title>Test provider</title><main>"
                f'<h1>Test provider</h1><form method="post" action="{self.asked[-1].recipient}">'
                f"{fields}<button>Yes, it is me</button></form></main>"
            )

        return app


class _Weak(XMLSigner):
    """Signs with what nobody should sign with any more."""

    def check_deprecated_methods(self) -> None:
        pass


@asynccontextmanager
async def providing(clock: Clock, port: int = 0) -> AsyncGenerator[Idp]:
    """Run a provider on loopback."""
    idp = Idp(port or free_port(), clock, [new_key(clock)])
    async with serving(idp.app(), idp.port):
        yield idp
