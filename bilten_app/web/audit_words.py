"""Audit lines in words: what was done, by whom, and the details of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from bilten_app.domains.reporting.public import AuditRow
from bilten_app.kit.text import msgid, say

USER = "user:"
ACTORS: Mapping[str, str] = {
    "guest": msgid("A guest"),
    "system": msgid("Bilten"),
    "device": msgid("A scanner"),
    "client": msgid("A program"),
}
SOMEBODY = msgid("Somebody who left")
TOPICS: Mapping[str, str] = {
    "organizers.": msgid("Team and organization"),
    "events.": msgid("Events"),
    "payouts.": msgid("Payouts"),
    "orders.": msgid("Orders"),
    "seating.": msgid("Seats"),
    "programs.": msgid("API keys"),
    "apps.": msgid("Apps"),
    "webhooks.": msgid("Webhooks"),
    "users.": msgid("Accounts"),
    "privacy.": msgid("Privacy"),
    "network.": msgid("Networks"),
}
VERBS: Mapping[str, str] = {
    "organizers.created": msgid("Founded the organization"),
    "organizers.sandbox_opened": msgid("Opened the tests of the organization"),
    "organizers.edited": msgid("Changed the profile"),
    "organizers.member_added": msgid("Added a member"),
    "organizers.member_joined": msgid("Accepted an invitation"),
    "organizers.member_removed": msgid("Took a member out"),
    "organizers.member_left": msgid("Left the team"),
    "organizers.role_changed": msgid("Changed a role"),
    "organizers.event_role_changed": msgid("Changed a role for an event"),
    "organizers.transferred": msgid("Handed the organization over"),
    "organizers.invited": msgid("Invited somebody"),
    "organizers.invited_again": msgid("Sent an invitation again"),
    "organizers.invitation_revoked": msgid("Took an invitation back"),
    "organizers.second_step_asked": msgid("Asked the team for a second step"),
    "organizers.second_step_not_asked": msgid("Asked for a second step no more"),
    "organizers.issuer_saved": msgid("Said by whom the team signs in"),
    "organizers.issuer_switched": msgid("Switched the team's own login"),
    "organizers.issuer_removed": msgid("Removed the team's own login"),
    "organizers.domain_added": msgid("Named a mail domain"),
    "organizers.domain_proven": msgid("Proved a mail domain"),
    "organizers.domain_removed": msgid("Removed a mail domain"),
    "organizers.joined_by_issuer": msgid("Joined by the team's own login"),
    "organizers.suspended": msgid("Suspended the organization"),
    "organizers.restored": msgid("Restored the organization"),
    "events.drafted": msgid("Began an event"),
    "events.edited": msgid("Changed an event"),
    "events.venue_set": msgid("Changed the venue"),
    "events.published": msgid("Published an event"),
    "events.cancelled": msgid("Cancelled an event"),
    "events.ended": msgid("The event ended"),
    "events.featured": msgid("Featured an event"),
    "seating.plan_saved": msgid("Changed the seat plan"),
    "seating.plan_published": msgid("Published the seat plan"),
    "waiting.room_saved": msgid("Changed the waiting room"),
    "orders.policy_changed": msgid("Changed the refund policy"),
    "payouts.settings_changed": msgid("Changed the payout settings"),
    "payouts.destination_changed": msgid("Changed the payout account"),
    "payouts.scheduled": msgid("Scheduled a payout"),
    "taxes.saved": msgid("Changed the tax settings"),
    "taxes.rate_saved": msgid("Changed a tax rate"),
    "programs.key_made": msgid("Made an API key"),
    "programs.key_renamed": msgid("Renamed an API key"),
    "programs.key_revoked": msgid("Revoked an API key"),
    "apps.registered": msgid("Registered an app"),
    "apps.edited": msgid("Changed an app"),
    "apps.secret_made": msgid("Made a new secret for an app"),
    "apps.retired": msgid("Removed an app"),
    "apps.granted": msgid("Let an app in"),
    "apps.denied": msgid("Did not let an app in"),
    "apps.revoked": msgid("Shut an app out"),
    "apps.token_reused": msgid("A token of an app was shown twice; the app was shut out"),
    "apps.signing_key_rotated": msgid("Replaced the key that signs access tokens"),
    "network.ruled": msgid("Made a rule about a network"),
    "network.lifted": msgid("Took a rule about a network back"),
    "webhooks.added": msgid("Added a webhook"),
    "webhooks.edited": msgid("Changed a webhook"),
    "webhooks.removed": msgid("Removed a webhook"),
    "webhooks.rotated": msgid("Made a new secret for a webhook"),
    "webhooks.paused": msgid("Switched a webhook off"),
    "webhooks.resumed": msgid("Switched a webhook on"),
    "webhooks.gave_up": msgid("A webhook was switched off"),
    "webhooks.tested": msgid("Tested a webhook"),
    "webhooks.replayed": msgid("Sent messages to a webhook again"),
    "audiences.saved": msgid("Changed a group of guests"),
    "privacy.erasure_asked": msgid("Asked to be forgotten"),
    "privacy.erasure_taken_back": msgid("Wanted to stay after all"),
    "privacy.erasure_begun": msgid("Began to forget somebody"),
    "privacy.erasure_done": msgid("Somebody was forgotten"),
    "privacy.export_asked": msgid("Asked for a copy of their data"),
    "privacy.export_made": msgid("Made a copy of somebody's data"),
    "privacy.export_fetched": msgid("Fetched a copy of their data"),
    "users.registered": msgid("Made an account"),
    "users.verified": msgid("Confirmed the address"),
    "users.profile_changed": msgid("Changed their profile"),
    "users.signed_in": msgid("Signed in"),
    "users.travel_suspected": msgid("Signed in from too far away"),
    "users.toll_suspected": msgid("Many codes were texted to one area"),
    "users.signed_out": msgid("Signed out"),
    "users.staff_changed": msgid("Changed a role on the platform"),
    "users.suspended": msgid("Suspended an account"),
    "users.restored": msgid("Restored an account"),
    "users.impersonated": msgid("Began to act for somebody"),
    "users.impersonation_ended": msgid("Stopped acting for somebody"),
    "audit.exported": msgid("Took the log away as a file"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An audit line as it is shown."""

    at: str
    who: str
    what: str
    verb: str
    about: str
    details: str


def labels_in(rows: list[AuditRow]) -> set[str]:
    """Return everybody whom these lines name, to look their names up at once."""
    named = {row.actor for row in rows}
    for row in rows:
        named |= {f"{USER}{value}" for value in row.changes.values() if _is_id(value)}
    return named | {f"{USER}{row.subject}" for row in rows if _is_id(row.subject)}


def ids_in(rows: list[AuditRow]) -> set[UUID]:
    """Return the ids among subjects and details, to look up what they are."""
    told = [value for row in rows for value in (row.subject, *row.changes.values())]
    found: set[UUID] = set()
    for value in told:
        try:
            found.add(UUID(str(value)))
        except ValueError:
            continue
    return found


def line_of(
    row: AuditRow, names: Mapping[str, str], subjects: Mapping[str, str], locale: str
) -> Line:
    """Return a line in words; `names` are people by label, `subjects` things by id."""
    known = ACTORS.get(row.actor.partition(":")[0])
    about = subjects.get(row.subject) or names.get(f"{USER}{row.subject}")
    return Line(
        at=row.at.isoformat(),
        who=names.get(row.actor) or say(known or SOMEBODY, locale),
        what=say(VERBS[row.verb], locale) if row.verb in VERBS else row.verb,
        verb=row.verb,
        about=about or row.subject,
        details=" · ".join(
            f"{key}: {_shown(value, names, subjects)}"
            for key, value in row.changes.items()
            if value not in (None, "", [])
        ),
    )


def _shown(value: object, names: Mapping[str, str], subjects: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return names.get(f"{USER}{value}") or subjects.get(str(value)) or str(value)


def _is_id(value: object) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True
