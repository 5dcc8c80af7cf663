"""Whether a buyer may put tickets in other names, in words."""

from datetime import datetime

from bilten_app.domains.events.public import EventView
from bilten_app.domains.orders.public import RENAME_BEFORE
from bilten_app.kit.text import moment, msgid, say, zone_name

RENAMES_UNTIL = msgid("You can put each ticket in another name until {when}, three times at most.")
RENAMES_OVER = msgid("Names can no longer be changed here. The organizer can help you.")


def renaming_of(event: EventView, now: datetime, locale: str, *, is_paid: bool) -> tuple[bool, str]:
    """Return whether names may change now, and the rule in words; none while nothing is paid."""
    if not is_paid:
        return False, ""
    until = event.starts_at - RENAME_BEFORE
    if now > until:
        return False, say(RENAMES_OVER, locale)
    when = f"{moment(until, event.time_zone, locale)} {zone_name(until, event.time_zone)}"
    return True, say(RENAMES_UNTIL, locale, when=when)
