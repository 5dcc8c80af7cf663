"""What an attacker makes of an answer that a SAML provider has signed."""

import copy
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from bilten_app.kit.clock import FrozenClock
from tests.idp import NS, A, Idp, new_key

FOREIGN = new_key(FrozenClock(datetime(2026, 6, 1, 12, tzinfo=UTC)))


def unsigned(_idp: Idp, signed: bytes) -> bytes:
    root = etree.fromstring(signed)
    for one in root.findall(".//d:Signature", NS):
        parent = one.getparent()
        assert parent is not None
        parent.remove(one)
    return etree.tostring(root)


def altered(_idp: Idp, signed: bytes) -> bytes:
    return signed.replace(b"mara@example.com", b"boss@example.com")


def signed_outside(idp: Idp, signed: bytes) -> bytes:
    """Sign the response, and not the assertion in it."""
    signature = etree.fromstring(signed).find(".//d:Signature", NS)
    assert signature is not None
    root = etree.fromstring(unsigned(idp, signed))
    root.insert(1, copy.deepcopy(signature))
    return etree.tostring(root)


def ones_own(signed: bytes) -> Any:
    """An assertion of the attacker's own, made of an honest one."""
    evil = etree.fromstring(signed).find("a:Assertion", NS)
    assert evil is not None
    name = evil.find("a:Subject/a:NameID", NS)
    assert name is not None
    name.text = "boss-1"
    return evil


def beside(_idp: Idp, signed: bytes) -> bytes:
    """Put an assertion of one's own beside the signed one (XML signature wrapping)."""
    root, evil = etree.fromstring(signed), ones_own(signed)
    evil.set("ID", "_evil")
    evil.remove(evil.find("d:Signature", NS))
    root.insert(2, evil)
    return etree.tostring(root)


def around(_idp: Idp, signed: bytes) -> bytes:
    """Put the signed one into an assertion of one's own, which borrows its signature."""
    root, evil = etree.fromstring(signed), ones_own(signed)
    honest = root.find("a:Assertion", NS)
    assert honest is not None
    evil.set("ID", "_evil")
    etree.SubElement(evil, f"{{{A}}}Advice").append(copy.deepcopy(honest))
    root.replace(honest, evil)
    return etree.tostring(root)


def in_object(_idp: Idp, signed: bytes) -> bytes:
    """Hide the signed one, by another tag, in the signature of one of the same name."""
    root, evil = etree.fromstring(signed), ones_own(signed)
    honest = root.find("a:Assertion", NS)
    assert honest is not None
    hidden = copy.deepcopy(honest)
    hidden.tag = f"{{{A}}}Advice"
    signature = evil.find("d:Signature", NS)
    etree.SubElement(signature, f"{{{NS['d']}}}Object").append(hidden)
    root.replace(honest, evil)
    return etree.tostring(root)


def in_object_by_name(idp: Idp, signed: bytes) -> bytes:
    """The same, under a name of its own: the signature names what is hidden."""
    root = etree.fromstring(in_object(idp, signed))
    evil = root.find("a:Assertion", NS)
    assert evil is not None
    evil.set("ID", "_evil")
    return etree.tostring(root)


def of_its_own_key(idp: Idp, signed: bytes) -> bytes:
    """Sign with a key of one's own, and show its certificate."""
    return idp.signed(etree.fromstring(unsigned(idp, signed)), FOREIGN)


def with_entity(_idp: Idp, signed: bytes) -> bytes:
    entity = b'<!DOCTYPE r [<!ENTITY me SYSTEM "file:///etc/hostname">]>'
    return entity + signed.replace(b"mara-1", b"&me;")


def with_bomb(_idp: Idp, signed: bytes) -> bytes:
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return bomb + signed.replace(b"mara-1", b"&b;")


def commented(_idp: Idp, signed: bytes) -> bytes:
    """Cut a name in two by a comment, which nobody signs."""
    return signed.replace(b"mara-1", b"mara<!-- -->-1")
