"""Assertions: one that is right is believed, and each way of being wrong is seen for what it is."""

import base64
import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from bilten_app.adapters.saml import assertion, metadata, request
from bilten_app.kit.clock import FrozenClock
from bilten_app.ports.saml import Vouched
from bilten_app.ports.signin import NotVouched, ProviderKind, Registration, Round
from tests import forged
from tests.idp import NS, A, Idp, SigningKey, new_key

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
CLOCK = FrozenClock(NOON)
KEY, OTHER = new_key(CLOCK), forged.FOREIGN
ROUND = Round("state", "nonce-of-this-round", "verifier", "https://bilten.test/acs")
COMMENTED = "mara@example.com<!-- -->.evil.test"


@dataclass
class Case:
    """A provider, and what we know of it."""

    idp: Idp = field(default_factory=lambda: Idp(9, CLOCK, [KEY]))
    wanted: Round = ROUND
    known: list[SigningKey] = field(default_factory=lambda: [KEY])

    def registration(self) -> Registration:
        shown = Idp(9, CLOCK, self.known).metadata()
        told = metadata.provider_of(shown.encode(), loopback=True)
        keys = {"sso_url": told.sso_url, "certificates": "".join(told.certificates)}
        return Registration(
            "team-1", "Team", ProviderKind.saml, "https://bilten.test/metadata", told.entity_id,
            keys=keys, is_ours=False,
        )  # fmt: skip

    def answer(self) -> str:
        address = request.address(self.registration(), self.wanted, relay="1", now=NOON)
        return self.idp.consent(address)["SAMLResponse"]

    def read(self, posted: str | None = None, *, now: datetime = NOON) -> Vouched:
        wanted = assertion.Wanted(
            self.registration(), assertion.request_id(self.wanted), self.wanted.redirect_uri,
            self.wanted.is_again, now,
        )  # fmt: skip
        return assertion.vouched(self.answer() if posted is None else posted, wanted)


def test_an_assertion_tells_who_came() -> None:
    case = Case()
    case.idp.attributes["groups"] = ["staff", "jazz"]

    told = case.read()

    assert (told.person.subject, told.person.email) == ("mara-1", "mara@example.com")
    assert told.person.name == "Mara Lind"
    assert told.person.claims["groups"] == ["staff", "jazz"]
    assert not told.person.is_proven
    assert told.ends_at == NOON + timedelta(minutes=7)


def test_both_keys_count_while_a_provider_goes_over_to_another() -> None:
    case = Case(known=[OTHER, KEY])
    assert case.read()
    case.idp.signer = OTHER
    assert case.read()


def _says(**changed: str) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        case.idp.says |= changed

    return change


def _bent(bend: Callable[[Idp, Any], None]) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        case.idp.bend = bend

    return change


def _forged(forge: Callable[[Idp, bytes], bytes]) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        case.idp.forge = forge

    return change


def _weak(method: str, digest: str) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        case.idp.method, case.idp.digest = method, digest

    return change


def _by_another(case: Case) -> None:
    case.idp.signer = OTHER


def _ended_key(case: Case) -> None:
    ended = new_key(CLOCK, timedelta(hours=-1))
    case.known, case.idp.signer = [ended], ended


def _again(case: Case) -> None:
    case.wanted = Round("s", ROUND.nonce, "v", ROUND.redirect_uri, is_again=True)
    case.idp.says["seen"] = "2026-06-01T11:50:00Z"


def _two_subjects(_idp: Idp, root: Any) -> None:
    subject = root.find("a:Assertion/a:Subject", NS)
    subject.addnext(copy.deepcopy(subject))


def _with_condition(_idp: Idp, root: Any) -> None:
    etree.SubElement(root.find("a:Assertion/a:Conditions", NS), f"{{{A}}}Condition")


def _for_nobody(_idp: Idp, root: Any) -> None:
    conditions = root.find("a:Assertion/a:Conditions", NS)
    conditions.remove(conditions.find("a:AudienceRestriction", NS))


def _of_another_issuer(_idp: Idp, root: Any) -> None:
    root.find("a:Assertion/a:Issuer", NS).text = "https://evil.test"


def _encrypted(_idp: Idp, root: Any) -> None:
    etree.SubElement(root, f"{{{A}}}EncryptedAssertion")


ATTACKS = {
    "unsigned": (_forged(forged.unsigned), "0 of d:Signature"),
    "altered": (_forged(forged.altered), "no key"),
    "only the response signed": (_forged(forged.signed_outside), "0 of d:Signature"),
    "signed by another key": (_by_another, "no key"),
    "signed by a key it shows itself": (_forged(forged.of_its_own_key), "no key"),
    "signed by a key that has ended": (_ended_key, "no key"),
    "SHA-1 signature": (_weak("rsa-sha1", "sha256"), "no key"),
    "SHA-1 digest": (_weak("rsa-sha256", "sha1"), "no key"),
    "wrapped: beside": (_forged(forged.beside), "not one assertion"),
    "wrapped: around": (_forged(forged.around), "not one assertion"),
    "wrapped: in the signature": (_forged(forged.in_object), "two parts have one name"),
    "wrapped: by the name in the signature": (_forged(forged.in_object_by_name), "no key"),
    "an entity from outside": (_forged(forged.with_entity), "a type of its own"),
    "entities in entities": (_forged(forged.with_bomb), "a type of its own"),
    "a comment in the name": (_forged(forged.commented), "comments"),
    "another audience": (_says(audience="https://evil.test"), "somebody else"),
    "no audience": (_bent(_for_nobody), "nobody in particular"),
    "another recipient": (_says(recipient="https://evil.test/acs"), "recipient"),
    "another destination": (_says(destination="https://evil.test/acs"), "answer to somebody else"),
    "another request": (_says(request="_another"), "request"),
    "another request answered": (_says(answers="_another"), "another request"),
    "no request": (_says(answers="", request=""), "another request"),
    "another provider answers": (_says(issuer="https://evil.test"), "another provider answers"),
    "another provider inside": (_bent(_of_another_issuer), "another provider made"),
    "ended": (_says(ends="2026-06-01T11:58:00Z"), "has ended"),
    "confirmed too long ago": (_says(confirmed="2026-06-01T11:58:00Z"), "end"),
    "not begun": (_says(starts="2026-06-01T12:02:01Z"), "not begun"),
    "an end that is none": (_says(ends="tomorrow"), "has ended"),
    "no bearer": (_says(method="urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"), "no bearer"),
    "seen tomorrow": (_says(seen="2026-06-02T12:00:00Z"), "when it saw"),
    "not looked at again": (_again, "looked at again"),
    "an unknown condition": (_bent(_with_condition), "do not know"),
    "two subjects": (_bent(_two_subjects), "2 of a:Subject"),
    "encrypted": (_bent(_encrypted), "encrypted"),
    "refused there": (_says(status="urn:oasis:names:tc:SAML:2.0:status:Requester"), "not let"),
    "a name for once": (
        _says(format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"), "otherwise each time",
    ),
    "nobody": (_says(subject=""), "names nobody"),
}  # fmt: skip


@pytest.mark.parametrize(("attack", "why"), ATTACKS.values(), ids=ATTACKS)
def test_an_assertion_that_is_wrong_is_seen_for_what_it_is(
    attack: Callable[[Case], None], why: str
) -> None:
    case = Case()
    attack(case)

    with pytest.raises(NotVouched) as refused:
        case.read()

    assert why in refused.value.why


def test_clocks_may_differ_by_two_minutes() -> None:
    case = Case()
    posted = case.answer()

    assert case.read(posted, now=NOON - timedelta(minutes=2))
    assert case.read(posted, now=NOON + timedelta(minutes=7, seconds=-1))
    with pytest.raises(NotVouched):
        case.read(posted, now=NOON + timedelta(minutes=7))


@pytest.mark.parametrize("posted", ["", "%%%", "PGE+", base64.b64encode(b"<a/>").decode()])
def test_what_is_no_response_proves_nothing(posted: str) -> None:
    with pytest.raises(NotVouched):
        Case().read(posted)


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("HTTP-Redirect", "HTTP-POST"),
        ("http://127.0.0.1:9/sso", "ftp://127.0.0.1/sso"),
        ("http://127.0.0.1:9/sso", "javascript:alert(1)"),
        (KEY.text, "AAAA"),
        ("IDPSSODescriptor", "SPSSODescriptor"),
        ('entityID="', 'entityID="" x="'),
        ("<md:EntityDescriptor", '<!DOCTYPE a [<!ENTITY b "c">]><md:EntityDescriptor'),
    ],
)
def test_metadata_that_is_wrong_is_refused(said: str, instead: str) -> None:
    shown = Idp(9, CLOCK, [KEY]).metadata()
    assert said in shown

    with pytest.raises(NotVouched):
        metadata.provider_of(shown.replace(said, instead).encode(), loopback=True)


def test_a_provider_without_tls_is_for_development_only() -> None:
    shown = Idp(9, CLOCK, [KEY]).metadata().encode()

    with pytest.raises(NotVouched):
        metadata.provider_of(shown, loopback=False)
