"""What the fake does after a sale: refunds, evidence, and money to organizers."""

from typing import Any

from tests.stripe_fake.memory import Memory, Thing
from tests.stripe_fake.refusals import Refusal

OUT_IN_WHOLE = {"huf", "twd", "isk", "ugx"}
TO_BE_TOLD = ["external_account", "individual.verification.document", "tos_acceptance.date"]


def refund(memory: Memory, params: dict[str, Any]) -> Thing:
    """Give a part of a charge back, never more than is left of it."""
    intent = memory.get("payment_intent", params["payment_intent"])
    charge = memory.get("charge", intent["latest_charge"])
    left = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    if charge["disputed"]:
        raise Refusal("The charge was charged back.", code="charge_disputed")
    if left == 0:
        raise Refusal("The charge was refunded already.", code="charge_already_refunded")
    if not 0 < amount <= left:
        raise Refusal(f"{amount} is greater than the unrefunded {left}.", param="amount")
    charge["amount_refunded"] += amount
    made = memory.add(
        "refund",
        "re",
        amount=amount,
        currency=charge["currency"],
        charge=charge["id"],
        payment_intent=intent["id"],
        reason=params.get("reason"),
        status="succeeded",
        metadata=params.get("metadata", {}),
    )
    made["balance_transaction"] = memory.move("refund", -amount, charge["currency"], made)["id"]
    memory.tell("refund.created", made)
    memory.tell("charge.refunded", charge)
    return made


def take_evidence(memory: Memory, ref: str, params: dict[str, Any]) -> Thing:
    """Hand the evidence to the bank, once."""
    dispute = memory.get("dispute", ref)
    if dispute["status"] != "needs_response":
        raise Refusal("This dispute is already submitted or closed.")
    if file := params.get("evidence", {}).get("uncategorized_file"):
        memory.get("file", file)
    dispute["evidence"] |= params.get("evidence", {})
    if params.get("submit", True):
        dispute["status"] = "under_review"
        memory.tell("charge.dispute.updated", dispute)
    return dispute


def open_account(memory: Memory, params: dict[str, Any]) -> Thing:
    """Open a connected account that has still to tell who it is."""
    return memory.add(
        "account",
        "acct",
        country=params["country"],
        email=params.get("email"),
        capabilities=dict.fromkeys(params.get("capabilities", {}), "inactive"),
        payouts_enabled=False,
        requirements={"currently_due": list(TO_BE_TOLD)},
        metadata=params.get("metadata", {}),
        controller=params.get("controller", {}),
    )


def link(memory: Memory, params: dict[str, Any]) -> Thing:
    """Return a link to the hosted questions."""
    account = memory.get("account", params["account"])
    url = f"{memory.origin}/setup/{account['id']}"
    return {"object": "account_link", "url": url, "expires_at": memory.now() + 300}


def finish_onboarding(memory: Memory, ref: str) -> None:
    """The organizer has answered everything."""
    account = memory.get("account", ref)
    account["capabilities"] = dict.fromkeys(account["capabilities"], "active")
    account.update(payouts_enabled=True, requirements={"currently_due": []})
    memory.tell("account.updated", account)


def transfer(memory: Memory, params: dict[str, Any]) -> Thing:
    """Move money from our balance to an account's."""
    account = memory.get("account", params["destination"])
    amount, currency = params["amount"], params["currency"]
    if account["capabilities"].get("transfers") != "active":
        raise Refusal(
            "Needs the transfers capability.", code="insufficient_capabilities_for_transfer"
        )
    moves = memory.of("balance_transaction", currency=currency)
    if amount > sum(move["net"] for move in moves):
        raise Refusal("Insufficient funds.", code="balance_insufficient")
    made = memory.add(
        "transfer",
        "tr",
        amount=amount,
        amount_reversed=0,
        currency=currency,
        destination=account["id"],
        transfer_group=params.get("transfer_group"),
        metadata=params.get("metadata", {}),
    )
    memory.move("transfer", -amount, currency, made)
    return made


def take_back(memory: Memory, ref: str, params: dict[str, Any]) -> Thing:
    """Move a part of a transfer back, never more than is left of it."""
    moved = memory.get("transfer", ref)
    left = moved["amount"] - moved["amount_reversed"]
    amount = params.get("amount", left)
    if not 0 < amount <= left:
        raise Refusal(f"{amount} is greater than the unreversed {left}.", param="amount")
    moved["amount_reversed"] += amount
    made = memory.add("transfer_reversal", "trr", amount=amount, transfer=ref)
    memory.move("transfer_refund", amount, moved["currency"], made)
    return made


def pay_out(memory: Memory, account_ref: str, params: dict[str, Any]) -> Thing:
    """Send an account's money to its bank."""
    account = memory.get("account", account_ref)
    amount, currency = params["amount"], params["currency"]
    received = memory.of("transfer", destination=account["id"], currency=currency)
    sent = memory.of("payout", account=account["id"], currency=currency)
    left = sum(t["amount"] - t["amount_reversed"] for t in received) - sum(
        p["amount"] for p in sent
    )
    if not account["payouts_enabled"]:
        raise Refusal("Payouts are not enabled.", code="payouts_not_allowed")
    if amount > left:
        raise Refusal("Insufficient funds.", code="balance_insufficient")
    if currency in OUT_IN_WHOLE and amount % 100:
        raise Refusal("Only whole units can be paid out.", param="amount")
    return memory.add(
        "payout",
        "po",
        amount=amount,
        currency=currency,
        account=account["id"],
        status="pending",
        failure_code=None,
        metadata=params.get("metadata", {}),
    )
