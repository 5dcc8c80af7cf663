"""Who a signed assertion is about, in the words that providers use for it."""

from collections.abc import Mapping, Sequence

from bilten_app.adapters.saml.xml import NAMES, Element, attribute, one, words
from bilten_app.kit.typed import is_storable
from bilten_app.ports.signin import NotVouched, Person

FORMATS = "urn:oasis:names:tc:SAML"
TRANSIENT = f"{FORMATS}:2.0:nameid-format:transient"
_CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
MAILS = ("email", "mail", "emailaddress", "Email", "User.Email", f"{_CLAIMS}/emailaddress",
         "urn:oid:0.9.2342.19200300.100.1.3")  # fmt: skip
TITLES = ("displayName", "name", "cn", "http://schemas.microsoft.com/identity/claims/displayname",
          "urn:oid:2.16.840.1.113730.3.1.241", "urn:oid:2.5.4.3")  # fmt: skip
LONGEST, LONGEST_MAIL, MOST = 255, 254, 200


def person(assertion: Element) -> Person:
    """Return who came, by a name that stays; raises NotVouched where there is none."""
    name_id = one(assertion, "a:Subject/a:NameID")
    subject = words(name_id)
    if attribute(name_id, "Format") == TRANSIENT:
        raise NotVouched("the provider calls people otherwise each time")
    if not 0 < len(subject) <= LONGEST or not is_storable(subject):
        raise NotVouched("the assertion names nobody")
    told = _attributes(assertion)
    mail = _first(told, MAILS) or (subject if "@" in subject else "")
    return Person(
        subject,
        mail if len(mail) <= LONGEST_MAIL else "",
        name=_first(told, TITLES),
        claims={name: list(values) for name, values in told.items()},
    )


def _attributes(assertion: Element) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for told in assertion.findall("a:AttributeStatement/a:Attribute", NAMES)[:MOST]:
        name = attribute(told, "Name")
        values = [words(value) for value in told.findall("a:AttributeValue", NAMES)[:MOST]]
        kept = [value for value in values if 0 < len(value) <= LONGEST and is_storable(value)]
        if 0 < len(name) <= LONGEST and is_storable(name) and kept:
            found.setdefault(name, []).extend(kept)
    return found


def _first(told: Mapping[str, Sequence[str]], names: Sequence[str]) -> str:
    return next((told[name][0] for name in names if told.get(name)), "")
