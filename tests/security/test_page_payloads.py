"""Every handler of every state, with everything a browser should not send it."""

import json
import re
from typing import Any

import pytest

from tests.security.wire import a_wire, our_handlers, owner_of, told
from tests.security.world import World, guest_cookie
from tests.server import Site

HUGE = "x" * 200_000
WRONG: list[Any] = [
    "abc", "", "\0", "\ud800", 1.5, -1, 10**30, None, True, [1], {"a": 1}, HUGE,
    "' OR 1=1 --", "../../etc/passwd", "<script>alert(1)</script>", {"__proto__": {}},
]  # fmt: skip
TRACE = re.compile(r"Traceback|File \"/|asyncpg|sqlalchemy|psycopg|pydantic", re.IGNORECASE)
PAGES = {
    "EditorState": "/organizer/events/{slug}",
    "GateState": "/organizer/events/{slug}/gate",
    "SoldOrderState": "/organizer/orders/{order}",
    "EventState": "/e/{slug}",
    "CheckoutState": "/checkout/{order}/{secret}",
    "OrderPageState": "/orders/{order}/{secret}",
    "TicketPageState": "/tickets/{ticket}/{ticket_secret}",
    "TicketWalletState": "/tickets/{ticket}/{ticket_secret}",
    "EventWalletsState": "/organizer/events/{slug}/wallets",
}
# They end what the other tests stand on; their arguments are the frame's alone.
ENDS = {"SoldOrderState.cancel", "CheckoutState.give_up"}


def forms(arguments: list[str]) -> list[dict[str, Any]]:
    """Return payloads where every argument is wrong in the same way, too few, and too many.

    What is wrong inside matters to those that take a whole form.
    """
    wrong = [dict.fromkeys(arguments, value) for value in WRONG] if arguments else []
    inner = [
        {name: dict.fromkeys(FIELDS, value[:9000] if isinstance(value, str) else value)}
        for name in arguments
        if name == "form"
        for value in WRONG
    ]
    return [*wrong, *inner, {}, {"surplus": 1, "self": 2, "rt": 3, "actor": {"user_id": "x"}}]


FIELDS = (
    "name", "email", "title", "summary", "description", "category", "q", "event", "state", "city",
    "price", "capacity", "max_per_order", "country", "time_zone", "starts_local", "ends_local",
    "doors_local", "refund_policy", "about", "color", "currency", "reason", "address", "line_up",
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(our_handlers()), ids=lambda name: name.split("____")[-1])
async def test_a_handler_answers_anything_in_its_own_words(
    site: Site, world: World, name: str
) -> None:
    owner, handler = owner_of(name), name.rpartition(".")[2]
    desk = world.theirs
    path = PAGES.get(owner, "/").format(
        slug=desk.slug, order=desk.order.code, secret=desk.order.secret,
        ticket=desk.ticket_code, ticket_secret=desk.ticket_secret,
    )  # fmt: skip
    seen = len(site.web.said)

    wrong = forms(our_handlers()[name])
    # Who may nothing is refused before anybody reads what they sent.
    for cookie, payloads in (
        (guest_cookie(), wrong[:: len(wrong) // 3 or 1]),
        (desk.cookie, wrong),
    ):
        async with a_wire(site.origin, cookie=cookie, path=path) as wire:
            if f"{owner}.{handler}" in ENDS:
                path = "/nowhere"
            elif (opening := f"{name.rpartition('.')[0]}.open") in our_handlers():
                await wire.ask(opening)
            for payload in payloads:
                await wire.pace()
                await wire.send(name, payload)
            after = await wire.settle()
            assert not TRACE.search(json.dumps(wire.heard)), TRACE.search(json.dumps(wire.heard))
            assert "on our side" not in told(after), site.web.said[seen:][:6000]

    said = site.web.said[seen:]
    assert desk.session not in said
    assert "Traceback" not in said, said[said.index("Traceback") - 800 :][:4000]
