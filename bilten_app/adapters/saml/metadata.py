"""What providers tell of themselves, and what we tell them of us (SAML Metadata)."""

import base64
import binascii
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from bilten_app.adapters.saml.xml import METADATA, NAMES, PROTOCOL, attribute, one, parsed, words
from bilten_app.ports.saml import SamlProvider
from bilten_app.ports.signin import NotVouched

REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
LONGEST, MOST_KEYS = 500, 5


def provider_of(xml: bytes, *, loopback: bool) -> SamlProvider:
    """Return the one provider that a document tells of. Raises NotVouched."""
    root = parsed(xml)
    is_alone = root.tag == f"{{{METADATA}}}EntityDescriptor"
    entity = root if is_alone else one(root, "m:EntityDescriptor")
    role = one(entity, "m:IDPSSODescriptor")
    doors = [
        attribute(door, "Location")
        for door in role.findall("m:SingleSignOnService", NAMES)
        if attribute(door, "Binding") == REDIRECT
    ]
    name = attribute(entity, "entityID")
    if not 0 < len(name) <= LONGEST or not name.isprintable():
        raise NotVouched("the provider has no name")
    if not doors or not _is_door(doors[0], loopback=loopback):
        raise NotVouched("the provider has no door for redirects, or not behind TLS")
    keys = [
        _certificate(words(text))
        for key in role.findall("m:KeyDescriptor", NAMES)
        if attribute(key, "use") in {"", "signing"}
        for text in key.iterfind("d:KeyInfo/d:X509Data/d:X509Certificate", NAMES)
    ]
    if not 0 < len(keys) <= MOST_KEYS:
        raise NotVouched("the provider tells no certificate, or too many")
    return SamlProvider(
        name, doors[0],
        tuple(dict.fromkeys(key.public_bytes(Encoding.PEM).decode() for key in keys)),
        max(key.not_valid_after_utc for key in keys),
    )  # fmt: skip


def our_metadata(entity_id: str, recipient: str) -> bytes:
    """Return what we tell a provider of us."""
    root = etree.Element(f"{{{METADATA}}}EntityDescriptor", nsmap={"md": METADATA})
    root.set("entityID", entity_id)
    role = etree.SubElement(
        root, f"{{{METADATA}}}SPSSODescriptor", protocolSupportEnumeration=PROTOCOL,
        AuthnRequestsSigned="false", WantAssertionsSigned="true",
    )  # fmt: skip
    etree.SubElement(
        role, f"{{{METADATA}}}AssertionConsumerService", Binding=POST, Location=recipient,
        index="0", isDefault="true",
    )  # fmt: skip
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _certificate(text: str) -> x509.Certificate:
    try:
        der = base64.b64decode("".join(text.split()), validate=True)
        return x509.load_der_x509_certificate(der)
    except (binascii.Error, ValueError) as error:
        raise NotVouched("a certificate that is none") from error


def _is_door(url: str, *, loopback: bool) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (loopback and parts.scheme == "http")
    return bool(parts.hostname) and is_safe and len(url) <= LONGEST and "@" not in parts.netloc
