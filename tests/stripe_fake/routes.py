"""The fake's table of addresses: method and path to the shape of its parameters and its deed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.stripe_fake import aftersale, checkout, saved
from tests.stripe_fake.memory import Memory, Thing

type Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One request that was understood: `ref` is the id in its path, `account` who it acts for."""

    ref: str
    params: Params
    account: str


@dataclass(frozen=True, slots=True)
class Route:
    """What one address does."""

    method: str
    path: re.Pattern[str]
    shape: str
    act: Callable[[Memory, Call], Thing]


def _route(method: str, path: str, shape: str, act: Callable[[Memory, Call], Thing]) -> Route:
    return Route(method, re.compile(path.replace("{id}", "(?P<id>[^/]+)")), shape, act)


def _get(kind: str) -> Callable[[Memory, Call], Thing]:
    return lambda memory, call: memory.get(kind, call.ref)


def _list(kind: str, *filters: str) -> Callable[[Memory, Call], Thing]:
    def act(memory: Memory, call: Call) -> Thing:
        wanted = {name: call.params[name] for name in filters if name in call.params}
        return _page(memory.of(kind, **wanted), call.params)

    return act


def _page(things: list[Thing], params: Params) -> Thing:
    created = params.get("created", {})
    things = [t for t in things if created.get("gte", 0) <= t["created"]]
    things = [t for t in things if t["created"] < created.get("lt", t["created"] + 1)]
    if after := params.get("starting_after"):
        things = things[[t["id"] for t in things].index(after) + 1 :]
    limit = params.get("limit", 10)
    return {"object": "list", "data": things[:limit], "has_more": len(things) > limit}


def _customer(memory: Memory, call: Call) -> Thing:
    known = {key: call.params.get(key) for key in ("email", "name")}
    return memory.add("customer", "cus", **known, **_metadata(call))


def _saved(memory: Memory, call: Call) -> Thing:
    memory.get("customer", call.ref)
    return _page(memory.of("payment_method", customer=call.ref), call.params)


def _metadata(call: Call) -> Params:
    return {"metadata": call.params.get("metadata", {})}


SESSIONS, REFUNDS, DISPUTES = "/v1/checkout/sessions", "/v1/refunds", "/v1/disputes"
ACCOUNTS, TRANSFERS = "/v1/accounts", "/v1/transfers"
INTENTS = "/v1/payment_intents"
ROUTES = [
    _route("POST", SESSIONS, "checkout/SessionCreateParams",
           lambda m, c: checkout.create(m, c.params)),
    _route("GET", SESSIONS, "checkout/SessionListParams",
           _list("checkout.session", "payment_intent")),
    _route("GET", f"{SESSIONS}/{{id}}", "checkout/SessionRetrieveParams",
           lambda m, c: checkout.current(m, c.ref)),
    _route("POST", f"{SESSIONS}/{{id}}/expire", "checkout/SessionExpireParams",
           lambda m, c: checkout.expire(m, c.ref)),
    _route("POST", REFUNDS, "RefundCreateParams", lambda m, c: aftersale.refund(m, c.params)),
    _route("GET", REFUNDS, "RefundListParams", _list("refund", "payment_intent", "charge")),
    _route("GET", f"{REFUNDS}/{{id}}", "RefundRetrieveParams", _get("refund")),
    _route("GET", f"{DISPUTES}/{{id}}", "DisputeRetrieveParams", _get("dispute")),
    _route("POST", f"{DISPUTES}/{{id}}", "DisputeUpdateParams",
           lambda m, c: aftersale.take_evidence(m, c.ref, c.params)),
    _route("GET", "/v1/balance_transactions", "BalanceTransactionListParams",
           _list("balance_transaction", "currency", "type", "source")),
    _route("POST", ACCOUNTS, "AccountCreateParams",
           lambda m, c: aftersale.open_account(m, c.params)),
    _route("GET", f"{ACCOUNTS}/{{id}}", "AccountRetrieveParams", _get("account")),
    _route("POST", "/v1/account_links", "AccountLinkCreateParams",
           lambda m, c: aftersale.link(m, c.params)),
    _route("POST", TRANSFERS, "TransferCreateParams", lambda m, c: aftersale.transfer(m, c.params)),
    _route("GET", TRANSFERS, "TransferListParams",
           _list("transfer", "transfer_group", "destination")),
    _route("GET", f"{TRANSFERS}/{{id}}", "TransferRetrieveParams", _get("transfer")),
    _route("POST", f"{TRANSFERS}/{{id}}/reversals", "TransferReversalCreateParams",
           lambda m, c: aftersale.take_back(m, c.ref, c.params)),
    _route("POST", "/v1/payouts", "PayoutCreateParams",
           lambda m, c: aftersale.pay_out(m, c.account, c.params)),
    _route("POST", "/v1/customers", "CustomerCreateParams", _customer),
    _route("GET", "/v1/customers/{id}/payment_methods", "CustomerPaymentMethodListParams", _saved),
    _route("POST", "/v1/payment_methods/{id}/detach", "PaymentMethodDetachParams",
           lambda m, c: saved.detach(m, c.ref)),
    _route("GET", "/v1/payment_methods/{id}", "PaymentMethodRetrieveParams",
           _get("payment_method")),
    _route("POST", INTENTS, "PaymentIntentCreateParams", lambda m, c: saved.charge(m, c.params)),
    _route("GET", f"{INTENTS}/{{id}}", "PaymentIntentRetrieveParams", _get("payment_intent")),
    _route("POST", f"{INTENTS}/{{id}}/cancel", "PaymentIntentCancelParams",
           lambda m, c: saved.cancel(m, c.ref)),
]  # fmt: skip
