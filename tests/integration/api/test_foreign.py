"""What belongs to one organizer, or one buyer, is not there for anybody else: always 404."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from bilten_app.api.app import openapi_document
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import RefundWish
from bilten_app.domains.organizers.public import Role
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.webhooks import service as webhooks
from bilten_app.domains.webhooks.public import EndpointDraft, HookKind
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id
from tests.aftersale import given_paid, refunds, tickets_of
from tests.apps import BACK, given_app
from tests.counter import given_shift
from tests.factories import Stage, given_event, given_order
from tests.integration.api.test_refunds import sign_in
from tests.programs import given_key
from tests.shop import BUYER, V1, new_key, slug_of
from tests.waiting import full_event, given_room, listed

type Calls = Mapping[tuple[str, str], Any]
EVENT, ORDER = "/organizer/events/{slug}", "/organizer/orders/{code}"
HOOK = "/organizer/webhooks/{webhook_id}"
APP = "/organizer/apps/{app_id}"
APP_DRAFT = {"name": "Ledger", "scopes": ["events:read"], "redirect_uris": [BACK]}
HOOK_TO: dict[str, Any] = {"url": "https://example.com/hooks", "kinds": ["order.paid"]}
CSV = "order,type,quantity,name,email\nA1,Standing,1,Ali,ali@guests.example.com\n"


@dataclass(frozen=True, slots=True)
class Desk:
    """An organizer, and the ids of what is theirs."""

    stage: Stage
    ids: Mapping[str, str]
    tickets: list[UUID]

    def calls(self) -> Calls:
        """Return (method, path) → body of whatever a member can ask for by an id."""
        type_id, tickets = str(self.stage.types[0]), [str(one) for one in self.tickets]
        lines = [{"ticket_type_id": type_id, "quantity": 1}]
        money = {"tender": "cash", "tendered_minor": 10_000, "lines": lines}
        return {
            ("GET", EVENT): None,
            ("GET", f"{EVENT}/orders"): None,
            ("GET", f"{EVENT}/attendees"): None,
            ("GET", f"{EVENT}/door"): None,
            ("GET", f"{EVENT}/waiting-room"): None,
            ("PUT", f"{EVENT}/waiting-room"): {"mode": "off"},
            ("GET", f"{EVENT}/waiting-list"): None,
            ("POST", f"{EVENT}/counter-sales"): money,
            ("POST", f"{EVENT}/gifts"): {"gifts": [{**BUYER, "lines": lines}]},
            ("POST", f"{EVENT}/imports"): {"csv": CSV},
            ("GET", "/organizer/imports/{import_id}"): None,
            ("POST", "/organizer/imports/{import_id}/dry-run"): {"columns": {}},
            ("POST", "/organizer/imports/{import_id}/start"): {"columns": {}},
            ("POST", "/organizer/shifts"): {
                "organizer_id": str(self.stage.organizer_id), "currency": "EUR",
            },
            ("GET", "/organizer/shifts"): None,
            ("POST", "/organizer/shifts/{shift_id}/closing"): {"counted_minor": 0},
            ("GET", f"{ORDER}/notes"): None,
            ("POST", f"{ORDER}/notes"): {"words": "By the side door."},
            ("POST", f"{ORDER}/mails"): {},
            ("PUT", f"{ORDER}/tickets/{{ticket_id}}/holder"): BUYER,
            ("GET", f"{ORDER}/refunds"): None,
            ("POST", f"{ORDER}/refunds"): {"tickets": tickets[:1]},
            ("POST", f"{ORDER}/refunds/{{refund_id}}/attempts"): None,
            ("POST", f"{ORDER}/changes"): {"tickets": tickets[1:], "ticket_type_id": type_id},
            ("POST", f"{ORDER}/splits"): {"tickets": tickets[1:], **BUYER},
            ("PATCH", "/organizer/keys/{key_id}"): {"name": "Our shop"},
            ("DELETE", "/organizer/keys/{key_id}"): None,
            ("GET", HOOK): None,
            ("PUT", HOOK): HOOK_TO,
            ("POST", f"{HOOK}/secret"): None,
            ("POST", f"{HOOK}/test"): None,
            ("POST", f"{HOOK}/replay"): None,
            ("GET", f"{HOOK}/deliveries"): None,
            ("PUT", APP): APP_DRAFT,
            ("POST", f"{APP}/secret"): {},
            ("DELETE", APP): None,
            ("GET", "/organizer/webhooks/deliveries/{delivery_id}"): None,
            ("POST", "/organizer/webhooks/deliveries/{delivery_id}/replay"): None,
            ("POST", f"{HOOK}/pause"): None,
            ("POST", f"{HOOK}/resume"): None,
            ("DELETE", HOOK): None,
        }  # fmt: skip


async def given_desk(rt: Runtime) -> Desk:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    tickets = await tickets_of(rt, ref)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.refund(uow, stage.owner, order_id=ref.id, wish=RefundWish(amount_minor=1))
        import_id = await orders.upload_import(
            uow, stage.owner, event_id=stage.event_id, file_name="a.csv", content=CSV.encode()
        )
    (refund,), (key, _) = await refunds(rt, ref), await given_key(rt, stage.owner)
    await given_room(rt, stage)
    draft = EndpointDraft(HOOK_TO["url"], frozenset({HookKind.order_paid}))
    hook = await webhooks.add(rt, stage.owner, organizer_id=stage.organizer_id, draft=draft)
    async with rt.unit_of_work(stage.owner) as uow:
        call = await webhooks.test(uow, stage.owner, endpoint_id=hook.endpoint_id)
    ids = {
        "slug": await slug_of(rt, stage), "code": ref.code, "import_id": import_id,
        "shift_id": await given_shift(rt, stage), "ticket_id": tickets[0], "refund_id": refund.id,
        "organizer_id": stage.organizer_id, "key_id": key, "webhook_id": hook.endpoint_id,
        "delivery_id": call, "app_id": (await given_app(rt, stage.owner)).id,
    }  # fmt: skip
    return Desk(stage, {name: str(one) for name, one in ids.items()}, tickets)


async def answers(
    api: httpx.AsyncClient, calls: Calls, ids: Mapping[str, str]
) -> dict[tuple[str, str], int]:
    """Return what each call is answered."""
    said: dict[tuple[str, str], int] = {}
    for (method, path), body in calls.items():
        by = {"organizer_id": ids["organizer_id"]} if "/shifts" in path else None
        asked = await api.request(
            method, V1 + path.format(**ids), json=body, params=by, headers=new_key()
        )
        said[method, path] = asked.status_code
    return said


def documented(*tags: str) -> set[tuple[str, str]]:
    """Return (method, path) of every call that has an id in its path."""
    return {
        (method.upper(), path.removeprefix("/v1"))
        for path, calls in openapi_document()["paths"].items()
        for method, told in calls.items()
        if "{" in path and told["tags"][0] in tags
    }


async def test_nobody_but_its_members_finds_anything_of_an_organization(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    ours, theirs = await given_desk(rt), await given_event(rt)
    calls = ours.calls()

    guests = await answers(api, calls, ours.ids)
    await sign_in(api, rt, None)
    strangers = await answers(api, calls, ours.ids)
    await sign_in(api, rt, theirs)
    others = await answers(api, calls, ours.ids)
    await sign_in(api, rt, ours.stage, Role.owner)
    own = await answers(api, calls, ours.ids)
    of_its_person = own.pop(("POST", "/organizer/shifts/{shift_id}/closing"))

    assert documented("Organizer") <= set(calls)
    assert guests == dict.fromkeys(calls, 401)
    assert strangers == others == dict.fromkeys(calls, 404)
    assert not {401, 403, 404} & set(own.values()), own
    assert of_its_person == 404


async def test_what_is_anothers_is_not_found_under_ones_own(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    """A right event, order or organization with a type, ticket, shift or refund of somebody."""
    ours, theirs = await given_desk(rt), await given_desk(rt)
    await sign_in(api, rt, theirs.stage, Role.owner)
    foreign = ours.calls()
    by_type = [
        ("POST", f"{EVENT}/counter-sales"),
        ("POST", f"{EVENT}/gifts"),
        ("POST", f"{ORDER}/changes"),
    ]
    by_ticket = [("POST", f"{ORDER}/splits"), ("POST", f"{ORDER}/refunds")]
    by_path = [
        ("PUT", f"{ORDER}/tickets/{{ticket_id}}/holder"),
        ("POST", f"{ORDER}/refunds/{{refund_id}}/attempts"),
        ("POST", "/organizer/shifts/{shift_id}/closing"),
    ]
    mixed = {
        **theirs.ids,
        **{name: ours.ids[name] for name in ("ticket_id", "refund_id", "shift_id")},
    }
    nowhere = {"tickets": [str(new_id())]}

    not_found = await answers(api, {one: foreign[one] for one in [*by_type, *by_path]}, mixed)
    refused = await answers(api, {one: foreign[one] for one in by_ticket}, theirs.ids)
    unasked = {one: {**foreign[one], **nowhere} for one in by_ticket}
    unknown = await answers(api, unasked, theirs.ids)

    assert not_found == dict.fromkeys([*by_type, *by_path], 404)
    assert refused == unknown == dict.fromkeys(by_ticket, 409)


async def test_ones_own_shift_stays_open_when_another_organization_is_named(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    ours, foreign = await given_event(rt), await given_event(rt)
    await sign_in(api, rt, ours, Role.owner)
    begun = {"organizer_id": str(ours.organizer_id), "currency": "EUR"}
    shift = (await api.post(f"{V1}/organizer/shifts", json=begun)).json()["id"]

    closing = await api.post(
        f"{V1}/organizer/shifts/{shift}/closing", json={"counted_minor": 0},
        params={"organizer_id": str(foreign.organizer_id)},
    )  # fmt: skip

    listed = await api.get(
        f"{V1}/organizer/shifts", params={"organizer_id": str(ours.organizer_id)}
    )
    assert closing.status_code == 404
    assert [one["closed_at"] for one in listed.json()["shifts"]] == [None]


async def test_the_secret_of_one_thing_opens_no_other(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage, (full, _) = await given_event(rt), await full_event(rt)
    mine, ref = await given_order(rt, stage), await given_paid(rt, stage)
    (one, other), entry = await tickets_of(rt, ref), await listed(rt, full)
    async with rt.read() as session:
        sold = await tickets.of_order(session, ref.id)
    issued: dict[UUID, str] = {ticket.id: ticket.code for ticket in sold}
    bodies: Calls = {
        ("PUT", "/orders/{code}/buyer"): BUYER,
        ("PUT", "/orders/{code}/codes"): {"codes": []},
        ("PUT", "/orders/{code}/tickets/{ticket_code}/holder"): BUYER,
        ("POST", "/orders/{code}/mails"): {},
    }
    refused: dict[tuple[str, str], int] = {}
    for method, path in documented("Orders", "Tickets", "Waiting"):
        if "{code}" not in path:
            continue
        code = ref.code
        if path.startswith("/tickets"):
            code = issued[one]
        elif path.startswith("/waiting"):
            code = entry.code
        asked = await api.request(
            method, V1 + path.format(code=code, ticket_code=issued[other]),
            json=bodies.get((method, path)), headers={"Bilten-Secret": mine.secret, **new_key()},
        )  # fmt: skip
        refused[method, path] = asked.status_code

    assert len(refused) > 12
    assert set(refused.values()) == {404}, refused
