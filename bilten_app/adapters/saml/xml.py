"""XML of strangers, read without entities, document types, comments or anything from outside."""

from typing import Any, cast

from lxml import etree

from bilten_app.ports.signin import NotVouched

PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
NAMES = {"p": PROTOCOL, "a": ASSERTION, "m": METADATA, "d": SIGNATURE}
LONGEST = 300_000

type Element = etree._Element  # noqa: SLF001 - lxml names it so  # pyright: ignore[reportPrivateUsage]


def parsed(data: bytes) -> Element:
    """Return the root of a document, or raise NotVouched.

    A document type could name entities; a comment or an instruction parts a text in two for who
    reads it, and for nobody who signs it.
    """
    if len(data) > LONGEST:
        raise NotVouched("the document is too long")
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, dtd_validation=False, no_network=True,
        huge_tree=False, remove_blank_text=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotVouched(f"no XML: {error}") from error
    if cast("Any", root.getroottree()).docinfo.doctype:
        raise NotVouched("the document has a type of its own")
    is_alone = root.getprevious() is None and root.getnext() is None
    if not is_alone or any(not isinstance(each.tag, str) for each in root.iter()):
        raise NotVouched("the document has comments, instructions or entities")
    return root


def one(parent: Element, path: str) -> Element:
    """Return the one element there is, or raise NotVouched."""
    found = parent.findall(path, NAMES)
    if len(found) != 1:
        raise NotVouched(f"{len(found)} of {path}")
    return found[0]


def words(element: Element | None) -> str:
    """Return the text of an element that holds nothing else; nothing where there is none."""
    if element is None or len(element):
        return ""
    return (element.text or "").strip()


def attribute(element: Element, name: str) -> str:
    """Return an attribute; nothing where there is none."""
    return str(element.get(name) or "")
