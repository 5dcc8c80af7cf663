"""Is this assertion for us, now, about this round, and signed by its provider?

Only what was signed is read. The assertion is taken out of what was posted and checked by itself,
so there is nothing else that a signature could point at; what is read afterwards is what signxml
returns as signed (SAML Profiles §4.1.4, SAML Core §2).
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from bilten_app.adapters.saml import people
from bilten_app.adapters.saml.xml import (
    ASSERTION,
    NAMES,
    PROTOCOL,
    Element,
    attribute,
    one,
    parsed,
    words,
)
from bilten_app.ports.saml import Vouched
from bilten_app.ports.signin import NotVouched, Registration, Round

SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
METHODS = frozenset({
    SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512,
    SignatureMethod.SHA256_RSA_MGF1, SignatureMethod.SHA384_RSA_MGF1,
    SignatureMethod.SHA512_RSA_MGF1, SignatureMethod.ECDSA_SHA256, SignatureMethod.ECDSA_SHA384,
    SignatureMethod.ECDSA_SHA512,
})  # fmt: skip
DIGESTS = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})
# What a condition may be; one that we do not know makes an assertion good for nothing (§2.5.1).
CONDITIONS = {f"{{{ASSERTION}}}{name}" for name in ("AudienceRestriction", "OneTimeUse")}
SKEW = timedelta(minutes=2)
RECENT = timedelta(minutes=5)
LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an assertion must be for."""

    registration: Registration
    request_id: str
    recipient: str
    is_again: bool
    now: datetime


def request_id(wanted: Round) -> str:
    """Return what a round's request is called: a name of XML's, so it begins with no digit."""
    return f"_{wanted.nonce}"


def vouched(posted: str, wanted: Wanted) -> Vouched:
    """Return whom a provider vouched for, once all of it is right. Raises NotVouched."""
    response = parsed(_decoded(posted))
    _check_response(response, wanted)
    signed = _signed(_only_assertion(response), wanted)
    if attribute(signed, "Version") != "2.0" or not 0 < len(attribute(signed, "ID")) <= LONGEST_ID:
        raise NotVouched("an assertion of another version, or without a name")
    if words(one(signed, "a:Issuer")) != wanted.registration.issuer:
        raise NotVouched("another provider made the assertion")
    ends_at = _check_subject(one(signed, "a:Subject"), wanted)
    ends_at = max(ends_at, _check_conditions(one(signed, "a:Conditions"), wanted))
    _check_sign_in(one(signed, "a:AuthnStatement"), wanted)
    return Vouched(people.person(signed), attribute(signed, "ID"), ends_at + SKEW)


def _decoded(posted: str) -> bytes:
    try:
        return base64.b64decode("".join(posted.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotVouched("what was posted is not base64") from error


def _check_response(response: Element, wanted: Wanted) -> None:
    """Look at the envelope, which nobody need have signed: it can only make things worse."""
    if response.tag != f"{{{PROTOCOL}}}Response":
        raise NotVouched("no response")
    if attribute(one(response, "p:Status/p:StatusCode"), "Value") != SUCCESS:
        raise NotVouched("the provider did not let the person in")
    if attribute(response, "InResponseTo") != wanted.request_id:
        raise NotVouched("an answer to another request, or to none")
    if attribute(response, "Destination") not in {"", wanted.recipient}:
        raise NotVouched("an answer to somebody else")
    issuer = response.find("a:Issuer", NAMES)
    if issuer is not None and words(issuer) != wanted.registration.issuer:
        raise NotVouched("another provider answers")


def _only_assertion(response: Element) -> Element:
    """Return the one assertion; a second one anywhere, or one that is locked, is refused."""
    if list(response.iter(f"{{{ASSERTION}}}EncryptedAssertion", f"{{{ASSERTION}}}EncryptedID")):
        raise NotVouched("the assertion is encrypted")
    if len(list(response.iter(f"{{{ASSERTION}}}Assertion"))) != 1:
        raise NotVouched("not one assertion")
    return one(response, "a:Assertion")


def _signed(assertion: Element, wanted: Wanted) -> Element:
    """Return what was signed of an assertion, by one of the provider's keys."""
    one(assertion, "d:Signature")
    ids = [str(each.get(name)) for each in assertion.iter() for name in ("ID", "Id", "id")
           if each.get(name) is not None]  # fmt: skip
    if len(ids) != len(set(ids)):
        raise NotVouched("two parts have one name")
    alone = etree.tostring(assertion, with_tail=False)
    config = SignatureConfiguration(
        location="./", signature_methods=METHODS, digest_algorithms=DIGESTS,
        verification_time=wanted.now,
    )  # fmt: skip
    for certificate in _certificates(wanted.registration):
        found = _verified(alone, certificate, config)
        if found is None:
            continue
        if found.tag == assertion.tag and found.get("ID") == assertion.get("ID"):
            return found
        raise NotVouched("something else than the assertion was signed")
    raise NotVouched("no key of the provider's has signed the assertion")


def _verified(alone: bytes, certificate: str, config: SignatureConfiguration) -> Element | None:
    try:
        found: VerifyResult | list[VerifyResult] = cast("Any", XMLVerifier()).verify(
            alone, x509_cert=certificate, id_attribute="ID", expect_config=config
        )
    except (SignXMLException, etree.LxmlError, ValueError, TypeError, KeyError):
        return None
    return None if isinstance(found, list) else found.signed_xml


def _certificates(registration: Registration) -> Sequence[str]:
    end = "-----END CERTIFICATE-----"
    told = [pem.strip() for pem in registration.keys["certificates"].split(end)]
    return [f"{pem}\n{end}\n" for pem in told if pem]


def _check_subject(subject: Element, wanted: Wanted) -> datetime:
    """Return until when who brings the assertion is who it is about (Profiles §4.1.4.2)."""
    if subject.find("a:NameID", NAMES) is None:
        raise NotVouched("the assertion is about nobody")
    problems: list[str] = []
    for confirmation in subject.findall("a:SubjectConfirmation", NAMES):
        if attribute(confirmation, "Method") != BEARER:
            continue
        data = one(confirmation, "a:SubjectConfirmationData")
        ends_at = moment(attribute(data, "NotOnOrAfter"))
        wrong = {
            "recipient": attribute(data, "Recipient") != wanted.recipient,
            "request": attribute(data, "InResponseTo") != wanted.request_id,
            "end": ends_at is None or wanted.now >= ends_at + SKEW,
            "beginning": data.get("NotBefore") is not None,
        }
        problems += [name for name, is_wrong in wrong.items() if is_wrong]
        if ends_at is not None and not any(wrong.values()):
            return ends_at
    raise NotVouched(f"nothing confirms the subject: {', '.join(problems) or 'no bearer'}")


def _check_conditions(conditions: Element, wanted: Wanted) -> datetime:
    """Return until when the assertion is good; it must be for us, and for now."""
    starts, ends = (attribute(conditions, name) for name in ("NotBefore", "NotOnOrAfter"))
    starts_at, ends_at = moment(starts), moment(ends)
    if ends_at is None or wanted.now >= ends_at + SKEW:
        raise NotVouched("the assertion has ended, or never ends")
    if starts and (starts_at is None or wanted.now < starts_at - SKEW):
        raise NotVouched("the assertion has not begun")
    if any(each.tag not in CONDITIONS for each in conditions):
        raise NotVouched("a condition that we do not know")
    restrictions = conditions.findall("a:AudienceRestriction", NAMES)
    for restriction in restrictions:
        audience = {words(each) for each in restriction.findall("a:Audience", NAMES)}
        if wanted.registration.client_id not in audience:
            raise NotVouched("the assertion is for somebody else")
    if not restrictions:
        raise NotVouched("the assertion is for nobody in particular")
    return ends_at


def _check_sign_in(statement: Element, wanted: Wanted) -> None:
    """The provider says when it saw the person; where they were to be looked at again, just now."""
    seen_at = moment(attribute(statement, "AuthnInstant"))
    if seen_at is None or seen_at > wanted.now + SKEW:
        raise NotVouched("the provider does not say when it saw the person")
    if wanted.is_again and wanted.now - seen_at > RECENT:
        raise NotVouched("the person was not looked at again")
    ends = attribute(statement, "SessionNotOnOrAfter")
    ends_at = moment(ends)
    if ends and (ends_at is None or wanted.now >= ends_at + SKEW):
        raise NotVouched("the person's session there has ended")


def moment(text: str) -> datetime | None:
    """Return an instant of XML's in UTC; None where it is none."""
    if not text.endswith("Z"):
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None
