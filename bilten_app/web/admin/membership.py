"""What somebody who works for the platform may do there.

It decides what is drawn and nothing else: each service checks the permission itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, ClassVar, cast

import reflex as rx

from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import msgid
from bilten_app.web.handler import handler

ADMIN = "/admin"
BALANCE, PAYOUTS = f"{ADMIN}/balance", f"{ADMIN}/payouts"
RECONCILIATION = f"{ADMIN}/reconciliation"
DISPUTES, ASIDE = f"{ADMIN}/disputes", f"{ADMIN}/aside"
GATEWAYS = f"{ADMIN}/gateways"
PEOPLE, ORGANIZATIONS = f"{ADMIN}/people", f"{ADMIN}/organizations"
LOG, NETWORK = f"{ADMIN}/audit", f"{ADMIN}/network"
PLATFORM, CHAINS = f"{ADMIN}/platform", f"{ADMIN}/chains"
RISK, RISK_LISTS, RISK_RULES = f"{ADMIN}/risk", f"{ADMIN}/risk/lists", f"{ADMIN}/risk/rules"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the platform's own pages, and what one must be allowed to work there."""

    path: str
    name: str
    needs: StaffPermission


SECTIONS: Mapping[str, Sequence[Place]] = {
    msgid("Money"): (
        Place(ADMIN, msgid("Ledger"), StaffPermission.money_read),
        Place(BALANCE, msgid("Trial balance"), StaffPermission.money_read),
        Place(PAYOUTS, msgid("Payouts"), StaffPermission.money_read),
        Place(RECONCILIATION, msgid("Reconciliation"), StaffPermission.money_read),
        Place(DISPUTES, msgid("Disputes"), StaffPermission.money_read),
        Place(ASIDE, msgid("Set aside"), StaffPermission.money_read),
        Place(GATEWAYS, msgid("Payment services"), StaffPermission.money_read),
    ),
    msgid("People"): (
        Place(PEOPLE, msgid("People"), StaffPermission.people_read),
        Place(ORGANIZATIONS, msgid("Organizations"), StaffPermission.people_read),
    ),
    msgid("Safety"): (
        Place(RISK, msgid("Review"), StaffPermission.review),
        Place(NETWORK, msgid("Networks"), StaffPermission.network_manage),
        Place(LOG, msgid("Audit log"), StaffPermission.audit_read),
        Place(PLATFORM, msgid("Platform"), StaffPermission.platform_read),
        Place(CHAINS, msgid("Chains"), StaffPermission.platform_read),
    ),
}
PLACES = tuple(place for places in SECTIONS.values() for place in places)


class StaffState(rx.State):
    """What the frame of the platform's pages knows of the person."""

    _access: ClassVar[str] = "public"

    permissions: list[str] = []

    @handler
    async def enter(self, actor: Actor) -> None:
        """Look at who is here; who is not staff is sent away by the page itself."""
        self.permissions = sorted(actor.staff)


def only(permission: StaffPermission, *children: Any) -> rx.Component:
    """Draw this for who may use it."""
    held = cast("Any", StaffState.permissions).contains(permission.value)
    return rx.fragment(rx.cond(held, rx.fragment(*children)))


def any_of(places: Sequence[Place], *children: Any) -> rx.Component:
    """Draw this for who may work in one of the places."""
    held: Any = StaffState.permissions
    needed = sorted({place.needs.value for place in places})
    may = reduce(or_, (held.contains(each) for each in needed))
    return rx.fragment(rx.cond(may, rx.fragment(*children)))


def first_place(actor: Actor) -> str:
    """Return where the person's work begins."""
    return next((place.path for place in PLACES if actor.may_staff(place.needs)), "/")
