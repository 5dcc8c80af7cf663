"""The platform's own pages."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from bilten_app.kit.text import msgid
from bilten_app.web.admin import (
    aside,
    audit,
    balance,
    chains,
    differences,
    disputes,
    gateways,
    ledger,
    network,
    organizations,
    payouts,
    people,
    person,
    platform,
    reconciliation,
)
from bilten_app.web.admin.frame import staff
from bilten_app.web.admin.membership import StaffState
from bilten_app.web.admin.risk import lists, queue, review, review_page, rules
from bilten_app.web.page import Page


def _staff(path: str, draw: Callable[[], rx.Component], title: str, state: Any) -> Page:
    """Return a page of the platform's own."""
    on_load = (StaffState.enter, state.open)
    return Page(path, draw, title, frame=staff, on_load=on_load, ready=state.loaded)


STAFF_PAGES: Sequence[Page] = (
    _staff("/admin", ledger.page, msgid("Ledger"), ledger.LedgerState),
    _staff("/admin/balance", balance.page, msgid("Trial balance"), balance.BalanceState),
    _staff("/admin/payouts", payouts.page, msgid("Payouts"), payouts.AllPayoutsState),
    _staff(
        "/admin/reconciliation",
        reconciliation.page,
        msgid("Reconciliation"),
        reconciliation.RunsState,
    ),
    _staff(
        "/admin/reconciliation/[run]", differences.page, msgid("Differences"), differences.RunState
    ),
    _staff("/admin/disputes", disputes.page, msgid("Disputes"), disputes.DisputesState),
    _staff("/admin/risk", queue.page, msgid("Orders in review"), queue.QueueState),
    _staff("/admin/risk/lists", lists.page, msgid("Lists"), lists.ListsState),
    _staff("/admin/risk/rules", rules.page, msgid("Rules"), rules.RulesState),
    _staff("/admin/risk/[order]", review_page.page, msgid("In review"), review.ReviewPageState),
    _staff("/admin/gateways", gateways.page, msgid("Payment services"), gateways.GatewaysState),
    _staff("/admin/aside", aside.page, msgid("Set aside"), aside.AsideState),
    _staff("/admin/people", people.page, msgid("People"), people.PeopleState),
    _staff("/admin/people/[person]", person.page, msgid("Person"), person.PersonState),
    _staff(
        "/admin/organizations",
        organizations.page,
        msgid("Organizations"),
        organizations.OrganizationsState,
    ),
    _staff("/admin/platform", platform.page, msgid("Platform"), platform.PlatformState),
    _staff("/admin/chains", chains.page, msgid("Chains"), chains.ChainsState),
    _staff("/admin/network", network.page, msgid("Networks"), network.NetworkState),
    _staff("/admin/audit", audit.page, msgid("Audit log"), audit.LogState),
)
