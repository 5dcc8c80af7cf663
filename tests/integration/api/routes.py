"""Whose each route of the API is: what a member must hold, what a secret opens, what is open."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from bilten_app.domains.webhooks.public import CHOOSABLE
from bilten_app.kit.roles import Permission

P = Permission
HOLDER = {"name": "Ida Roth", "email": "ida@guests.example.com"}
MAPPING = {"columns": {"reference": 0, "name": 1, "email": 2, "type": 3, "quantity": 4}}
CSV = "reference,name,email,type,quantity\nA1,Ida,ida@guests.example.com,Standing,1\n"
ROOM = {"mode": "on"}
APP = {"name": "Ledger", "scopes": ["events:read"]}
HOOK = {"url": "https://example.com/hooks", "kinds": [CHOOSABLE[0]]}

# What no program may do, whoever let it in.
BY_A_PERSON = {
    ("post", "/v1/organizer/keys"),
    ("patch", "/v1/organizer/keys/{key_id}"),
    ("delete", "/v1/organizer/keys/{key_id}"),
    ("post", "/v1/organizer/apps"),
    ("put", "/v1/organizer/apps/{app_id}"),
    ("post", "/v1/organizer/apps/{app_id}/secret"),
    ("delete", "/v1/organizer/apps/{app_id}"),
}

# What a member must hold for each route about an organization, and a body that is right.
MEMBERS: Mapping[tuple[str, str], tuple[Permission, Any]] = {
    ("get", "/v1/organizer/events"): (P.events_read, None),
    ("get", "/v1/organizer/events/{slug}"): (P.events_read, None),
    ("get", "/v1/organizer/events/{slug}/orders"): (P.orders_read, None),
    ("get", "/v1/organizer/events/{slug}/attendees"): (P.attendees_read, None),
    ("get", "/v1/organizer/events/{slug}/door"): (P.gate_manage, None),
    ("get", "/v1/organizer/orders/{code}/refunds"): (P.orders_read, None),
    ("post", "/v1/organizer/orders/{code}/refunds"): (P.orders_refund, {"amount_minor": 1}),
    ("post", "/v1/organizer/orders/{code}/refunds/{refund_id}/attempts"): (P.orders_refund, None),
    ("put", "/v1/organizer/orders/{code}/tickets/{ticket_id}/holder"): (P.orders_manage, HOLDER),
    ("post", "/v1/organizer/orders/{code}/mails"): (P.orders_read, {}),
    ("post", "/v1/organizer/orders/{code}/changes"): (P.orders_manage, "change"),
    ("post", "/v1/organizer/orders/{code}/splits"): (P.orders_manage, "split"),
    ("get", "/v1/organizer/orders/{code}/notes"): (P.orders_read, None),
    ("post", "/v1/organizer/orders/{code}/notes"): (P.orders_read, {"words": "Comes late."}),
    ("post", "/v1/organizer/shifts"): (P.box_office, "shift"),
    ("get", "/v1/organizer/shifts"): (P.box_office, None),
    ("post", "/v1/organizer/shifts/{shift_id}/closing"): (P.box_office, {"counted_minor": 0}),
    ("post", "/v1/organizer/events/{slug}/counter-sales"): (P.box_office, "sale"),
    ("post", "/v1/organizer/events/{slug}/gifts"): (P.orders_manage, "gifts"),
    ("post", "/v1/organizer/events/{slug}/imports"): (P.orders_manage, {"csv": CSV}),
    ("get", "/v1/organizer/imports/{import_id}"): (P.orders_manage, None),
    ("post", "/v1/organizer/imports/{import_id}/dry-run"): (P.orders_manage, MAPPING),
    ("post", "/v1/organizer/imports/{import_id}/start"): (P.orders_manage, MAPPING),
    ("get", "/v1/organizer/events/{slug}/waiting-room"): (P.events_read, None),
    ("put", "/v1/organizer/events/{slug}/waiting-room"): (P.events_write, ROOM),
    ("get", "/v1/organizer/events/{slug}/waiting-list"): (P.events_read, None),
    ("get", "/v1/organizer/webhooks"): (P.webhooks_manage, None),
    ("post", "/v1/organizer/webhooks"): (P.webhooks_manage, HOOK),
    ("get", "/v1/organizer/webhooks/{webhook_id}"): (P.webhooks_manage, None),
    ("put", "/v1/organizer/webhooks/{webhook_id}"): (P.webhooks_manage, HOOK),
    ("post", "/v1/organizer/webhooks/{webhook_id}/secret"): (P.webhooks_manage, None),
    ("post", "/v1/organizer/webhooks/{webhook_id}/pause"): (P.webhooks_manage, None),
    ("post", "/v1/organizer/webhooks/{webhook_id}/resume"): (P.webhooks_manage, None),
    ("post", "/v1/organizer/webhooks/{webhook_id}/test"): (P.webhooks_manage, None),
    ("get", "/v1/organizer/webhooks/{webhook_id}/deliveries"): (P.webhooks_manage, None),
    ("post", "/v1/organizer/webhooks/{webhook_id}/replay"): (P.webhooks_manage, None),
    ("get", "/v1/organizer/webhooks/deliveries/{delivery_id}"): (P.webhooks_manage, None),
    ("post", "/v1/organizer/webhooks/deliveries/{delivery_id}/replay"): (P.webhooks_manage, None),
    ("delete", "/v1/organizer/webhooks/{webhook_id}"): (P.webhooks_manage, None),
    ("get", "/v1/organizer/keys"): (P.keys_manage, None),
    ("post", "/v1/organizer/keys"): (P.keys_manage, {"name": "Shop", "scopes": ["events:read"]}),
    ("patch", "/v1/organizer/keys/{key_id}"): (P.keys_manage, {"name": "Our shop"}),
    ("delete", "/v1/organizer/keys/{key_id}"): (P.keys_manage, None),
    ("get", "/v1/organizer/apps"): (P.keys_manage, None),
    ("post", "/v1/organizer/apps"): (P.keys_manage, APP),
    ("put", "/v1/organizer/apps/{app_id}"): (P.keys_manage, APP),
    ("post", "/v1/organizer/apps/{app_id}/secret"): (P.keys_manage, {}),
    ("delete", "/v1/organizer/apps/{app_id}"): (P.keys_manage, None),
}  # fmt: skip
# These belong to nobody's desk: anybody may ask.
OPEN = {
    ("get", "/v1/events"), ("get", "/v1/events/{slug}"), ("get", "/v1/events/{slug}/availability"),
    ("get", "/v1/events/{slug}/listings"),
    ("get", "/v1/events/{slug}/seats"), ("get", "/v1/events/{slug}/seats/free"),
    ("post", "/v1/holds"), ("delete", "/v1/holds/{hold_id}"), ("post", "/v1/orders"),
    ("get", "/v1/waiting-rooms/{slug}/puzzle"), ("post", "/v1/waiting-rooms/{slug}/place"),
    ("get", "/v1/waiting-rooms/{slug}/place"), ("get", "/v1/waiting-rooms/{slug}/draw"),
    ("post", "/v1/waiting-list"),
    ("post", "/v1/scanner/enrol"), ("post", "/v1/webhooks/{gateway}"), ("post", "/v1/batch"),
}  # fmt: skip
# Who knows the secret may; a wrong one looks like nothing is there.
BY_SECRET: Mapping[tuple[str, str], Any] = {
    ("get", "/v1/orders/{code}"): None,
    ("delete", "/v1/orders/{code}"): None,
    ("put", "/v1/orders/{code}/buyer"): HOLDER,
    ("put", "/v1/orders/{code}/codes"): {"codes": []},
    ("get", "/v1/orders/{code}/quote"): None,
    ("post", "/v1/orders/{code}/payment"): {"card_id": str(UUID(int=1))},
    ("get", "/v1/orders/{code}/tickets.pdf"): None,
    ("get", "/v1/orders/{code}/tickets"): None,
    ("get", "/v1/tickets/{code}"): None,
    ("get", "/v1/tickets/{code}/event.ics"): None,
    ("get", "/v1/tickets/{code}/listing"): None,
    ("put", "/v1/tickets/{code}/listing"): {"price_minor": 100},
    ("delete", "/v1/tickets/{code}/listing"): None,
    ("put", "/v1/orders/{code}/tickets/{ticket_code}/holder"): HOLDER,
    ("post", "/v1/orders/{code}/mails"): {},
    ("get", "/v1/waiting-list/{code}"): None,
    ("delete", "/v1/waiting-list/{code}"): None,
    ("post", "/v1/waiting-list/{code}/offer"): None,
    ("delete", "/v1/waiting-list/{code}/offer"): None,
}
# Of one's own: a program has none of it.
ME = {"name": "Ada Berg", "locale": "en", "time_zone": "Europe/Berlin"}
ONES_OWN: Mapping[tuple[str, str], Any] = {
    ("get", "/v1/cards"): None,
    ("get", "/v1/me"): None,
    ("put", "/v1/me"): ME,
    ("get", "/v1/me/consents"): None,
    ("put", "/v1/me/consents/{kind}"): {"given": True},
}
BY_DEVICE = {
    ("get", "/v1/scanner/pack"), ("get", "/v1/scanner/status"), ("post", "/v1/scanner/scans"),
}  # fmt: skip
SHIFTS = ("get", "/v1/organizer/shifts")
OF_THE_WHOLE = {
    ("get", "/v1/organizer/events"), ("post", "/v1/organizer/shifts"),
    ("get", "/v1/organizer/shifts"), ("post", "/v1/organizer/shifts/{shift_id}/closing"),
    ("get", "/v1/organizer/keys"), ("post", "/v1/organizer/keys"),
    ("patch", "/v1/organizer/keys/{key_id}"), ("delete", "/v1/organizer/keys/{key_id}"),
}  # fmt: skip
