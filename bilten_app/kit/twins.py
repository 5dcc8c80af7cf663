"""Live and test: two worlds that never meet, and the id of an organization says in which it is.

A test organization is the twin of a live one. It has its id, in which the version of the UUID is 8
(RFC 9562 §5.8) instead of 7. So wherever an organization is named, its prices, payments, postings
and messages know that nothing of it is real, and ask nobody.
"""

from uuid import UUID

LIVE, TEST = 7, 8
_VERSION_AT, _VARIANT = 76, 0b10 << 62
_WITHOUT_VERSION = ~(0xF << _VERSION_AT)

IS_TEST = "uuid_extract_version({}) IS NOT DISTINCT FROM 8"
"""The same question in SQL, of a column."""


def twin_of(live: UUID) -> UUID:
    """Return the id of the test organization of a live one."""
    return _of_version(live, TEST)


def live_of(organizer_id: UUID) -> UUID:
    """Return the id of the live organization: of itself, or of whose twin it is."""
    return _of_version(organizer_id, LIVE) if is_test(organizer_id) else organizer_id


def is_test(organizer_id: UUID) -> bool:
    """Whether nothing of this organization is real."""
    return organizer_id.int >> _VERSION_AT & 0xF == TEST


def _of_version(organizer_id: UUID, version: int) -> UUID:
    return UUID(int=organizer_id.int & _WITHOUT_VERSION | version << _VERSION_AT | _VARIANT)
