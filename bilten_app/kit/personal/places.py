"""Every place where personal data rests. `docs/privacy.md` is printed from it."""

from collections.abc import Sequence

from bilten_app.kit.personal.values import End, Ground, Place, Purpose

_ACCOUNT, _SAFE, _SALE = Purpose.account, Purpose.security, Purpose.sale
_CONTRACT, _LAW, _INTEREST = Ground.contract, Ground.law, Ground.interest
_THREE_YEARS = 3 * 365


def _place(
    columns: str,
    whose: str,
    purpose: Purpose,
    ground: Ground,
    end: End,
    since: str,
    days: int | None = None,
) -> Place:
    table, _, names = columns.partition(": ")
    return Place(table, tuple(names.split()), whose, purpose, ground, end, since, days)


_PEOPLE = (
    _place(
        "users: email name password_hash locale time_zone currency suspended_for",
        "account holder", _ACCOUNT, _CONTRACT, End.blanked, "the account exists",
    ),
    _place(
        "sessions: token_hash agent place",
        "account holder", _SAFE, _INTEREST, End.deleted, "the session lasts",
    ),
    _place(
        "user_devices: token_hash agent place",
        "account holder", _SAFE, _INTEREST, End.deleted, "the browser is used",
    ),
    _place(
        "consent_lines: email place",
        "who agreed", Purpose.privacy, _LAW, End.blanked, "it may have to be proven",
    ),
    _place(
        "failed_sign_ins: place account",
        "who tried to sign in", _SAFE, _INTEREST, End.stays, "it is counted",
    ),
    _place(
        "network_rules: network reason",
        "who is kept out", _SAFE, _INTEREST, End.stays, "it counts",
    ),
    _place(
        "email_links: details token_hash",
        "account holder", _SAFE, _CONTRACT, End.deleted, "the link ran out", 30,
    ),
    _place(
        "factors: sealed",
        "account holder", _SAFE, _CONTRACT, End.deleted, "the account exists",
    ),
    _place(
        "recovery_codes: code_hash",
        "account holder", _SAFE, _CONTRACT, End.deleted, "the account exists",
    ),
    _place(
        "challenges: token_hash code_hash",
        "account holder", _SAFE, _CONTRACT, End.deleted, "the question waits",
    ),
    _place(
        "passkeys: credential_id public_key name",
        "account holder", _SAFE, _CONTRACT, End.deleted, "the account exists",
    ),
    _place(
        "passkey_challenges: token_hash challenge",
        "account holder", _SAFE, _CONTRACT, End.deleted, "the question waits",
    ),
    _place(
        "logins: subject email",
        "account holder", _ACCOUNT, _CONTRACT, End.deleted, "the account exists",
    ),
    _place(
        "login_rounds: token_hash",
        "who signs in", _SAFE, _CONTRACT, End.deleted, "the round lasts",
    ),
    _place(
        "saml_assertions: name_hash code_hash sealed",
        "who signs in", _SAFE, _CONTRACT, End.stays, "the assertion is good: minutes, as a rule",
    ),
    _place(
        "login_claims: subject email token_hash",
        "who signs in", _SAFE, _CONTRACT, End.stays, "the claim waits: an hour",
    ),
    _place(
        "invitations: email token_hash",
        "who was invited", Purpose.team, _INTEREST, End.blanked, "the invitation ran out", 90,
    ),
)  # fmt: skip

_SALES = (
    _place(
        "orders: buyer_name buyer_email visitor asked quote locale",
        "buyer", _SALE, _CONTRACT, End.blanked, "the event ended", _THREE_YEARS,
    ),
    _place(
        "order_notes: words",
        "buyer", _SALE, _INTEREST, End.blanked, "the event ended", _THREE_YEARS,
    ),
    _place(
        "refund_requests: reason note",
        "buyer", _SALE, _CONTRACT, End.blanked, "the event ended", _THREE_YEARS,
    ),
    _place(
        "order_imports: file_name content problems",
        "those in the file", _SALE, _CONTRACT, End.blanked, "the import ended", 30,
    ),
    _place(
        "tickets: holder_name holder_email",
        "holder", Purpose.entry, _CONTRACT, End.blanked, "the event ended", _THREE_YEARS,
    ),
    _place(
        "listings: seller_email",
        "who sells a ticket on", _SALE, _CONTRACT, End.renamed, "the event ended", _THREE_YEARS,
    ),
    _place(
        "payments: email customer_ref method_ref card",
        "buyer", Purpose.payment, _CONTRACT, End.blanked, "it was asked for", _THREE_YEARS,
    ),
    _place(
        "disputes: evidence",
        "buyer", Purpose.payment, _INTEREST, End.blanked, "the bank decided", _THREE_YEARS,
    ),
    _place(
        "payment_customers: customer_ref",
        "account holder", Purpose.payment, Ground.consent, End.deleted, "cards are saved",
    ),
    _place(
        "saved_cards: customer_ref method_ref brand last4 expires",
        "account holder", Purpose.payment, Ground.consent, End.blanked, "the card is saved",
    ),
    _place(
        "waiting_entries: name email locale",
        "who waits", Purpose.waiting, _CONTRACT, End.blanked, "the wait is over", 30,
    ),
    _place(
        "waiting_turns: visitor",
        "who waits", Purpose.waiting, _CONTRACT, End.stays, "the sale lasts: a hash of a cookie",
    ),
    _place(
        "purses: identity note",
        "whose credit it is", _SALE, _CONTRACT, End.renamed, "the credit is valid",
    ),
    _place(
        "promo_identities: identity",
        "buyer", Purpose.limits, _INTEREST, End.renamed, "the offer exists",
    ),
    _place(
        "allowance_uses: identity",
        "buyer", Purpose.limits, _INTEREST, End.renamed, "the offer exists",
    ),
    _place(
        "audience_members: identity",
        "member of a group", Purpose.limits, _INTEREST, End.deleted, "the group exists",
    ),
    _place(
        "type_people: identity",
        "buyer", Purpose.limits, _INTEREST, End.renamed, "the ticket type exists",
    ),
    _place(
        "type_claims: identity",
        "buyer", Purpose.limits, _INTEREST, End.renamed, "the order exists",
    ),
)  # fmt: skip

_BOOKS = (
    _place(
        "invoices: content",
        "buyer", Purpose.books, _LAW, End.key, "its year ended: see BILTEN_INVOICE_YEARS",
    ),
    _place(
        "paper_keys: sealed",
        "buyer", Purpose.books, _LAW, End.key, "its year ended: see BILTEN_INVOICE_YEARS",
    ),
    _place(
        "vat_checks: vat_id company evidence",
        "buyer that is a business", Purpose.books, _LAW, End.stays, "the invoice is kept",
    ),
    _place(
        "tax_settings: legal_name address vat_id",
        "organizer", Purpose.books, _LAW, End.stays, "the organization exists",
    ),
    _place(
        "payout_settings: destination destination_sealed",
        "organizer", Purpose.books, _CONTRACT, End.stays, "the organization exists",
    ),
    _place(
        "payouts: destination destination_sealed",
        "organizer", Purpose.books, _LAW, End.stays, "the books are kept",
    ),
)  # fmt: skip

_REST = (
    _place(
        "risk_judgements: traits reasons seen",
        "buyer", Purpose.fraud, _INTEREST, End.blanked, "the attempt: hashes only", 180,
    ),
    _place(
        "risk_reviews: reasons note",
        "buyer", Purpose.fraud, _INTEREST, End.blanked, "the decision", 180,
    ),
    _place(
        "risk_list_entries: key network shown reason",
        "who cheated", Purpose.fraud, _INTEREST, End.blanked, "the entry stands",
    ),
    _place(
        "deliveries: subject recipient locale details reason",
        "who was told", Purpose.messages, _CONTRACT, End.deleted, "it was sent", 90,
    ),
    _place(
        "webhook_messages: body",
        "buyer, holder", Purpose.team, _CONTRACT, End.blanked, "it was made", 30,
    ),
    _place(
        "webhook_attempts: answer",
        "whoever the endpoint names", Purpose.team, _INTEREST, End.stays, "it was made", 30,
    ),
    _place(
        "idempotent_requests: actor answer",
        "who asked", Purpose.machinery, _INTEREST, End.deleted, "the request", 7,
    ),
    _place(
        "external_events: payload",
        "buyer", Purpose.machinery, _INTEREST, End.blanked, "it was handled", 90,
    ),
    _place(
        "facts: payload",
        "whom it is about", Purpose.machinery, _INTEREST, End.blanked, "it was told", 90,
    ),
    _place(
        "audit_lines: actor subject changes",
        "who acted: an id, never a name", Purpose.machinery, _INTEREST, End.stays,
        "the platform exists",
    ),
    _place(
        "erasures: email locale",
        "who asked to be forgotten", Purpose.privacy, _LAW, End.blanked, "it is under way",
    ),
    _place(
        "api_keys: name networks",
        "organizer", Purpose.team, _CONTRACT, End.stays, "the key exists",
    ),
    _place(
        "oauth_apps: name about",
        "organizer", Purpose.team, _CONTRACT, End.stays, "the app exists",
    ),
    _place(
        "organizers: name about suspended_for",
        "organizer", Purpose.team, _CONTRACT, End.stays, "the organization exists",
    ),
    _place(
        "till_shifts: note",
        "who sold", Purpose.books, _LAW, End.stays, "the books are kept",
    ),
)  # fmt: skip

PLACES: Sequence[Place] = (*_PEOPLE, *_SALES, *_BOOKS, *_REST)
