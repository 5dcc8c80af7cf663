"""The shapes. Made by generate.py: change nothing here. Of 5824e6b38c542616."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel


class AdmittanceOut(BaseModel):
    """
    Where, when and by which scanner.
    """

    gate: str
    at: AwareDatetime
    device: str


class AnswerIn(BaseModel):
    """
    What you say to something.
    """

    given: bool
    organizer_id: UUID | None = None
    """
    Whose news it is about: with `organizer_news` only.
    """


class AppKind(StrEnum):
    """
    Whether an app can keep a secret: a server can, what runs at a person's cannot.
    """

    CONFIDENTIAL = "confidential"
    PUBLIC = "public"


class AppSecretOut(BaseModel):
    """
    Another secret.
    """

    secret: str
    """
    Told this once.
    """


class AskIn(BaseModel):
    """
    What the buyer brings to the order: codes replace those of before.
    """

    codes: list[str] = []
    use_credit: bool = False
    """
    Pay with credit at the organizer first.
    """


class BuyerIn(BaseModel):
    """
    Who buys, and where the tickets go.
    """

    name: str
    email: str


class CallState(StrEnum):
    """
    Where a message to an endpoint is.
    """

    QUEUED = "queued"
    DELIVERED = "delivered"
    FAILED = "failed"


class CardOut(BaseModel):
    """
    A card that a payment service remembers; never its number.
    """

    id: UUID
    gateway: str
    brand: str
    last4: str
    expires: str
    saved_at: AwareDatetime


class CartLineIn(BaseModel):
    """
    So many tickets of a type.
    """

    ticket_type_id: UUID
    quantity: int


class Category(StrEnum):
    """
    What kind of event; the words for people are in `web/words.py`'s catalog.
    """

    MUSIC = "music"
    THEATRE = "theatre"
    SPORTS = "sports"
    TECH = "tech"
    FOOD = "food"
    ARTS = "arts"
    FAMILY = "family"
    WORKSHOPS = "workshops"
    NIGHTLIFE = "nightlife"
    FILM = "film"
    OTHER = "other"


class CategoryOut(BaseModel):
    """
    Seats that cost the same: any of these ticket types may be bought for one of them.
    """

    ticket_type_ids: list[UUID]


class ChangeIn(BaseModel):
    """
    Which tickets become which.
    """

    tickets: list[UUID]
    ticket_type_id: UUID


class Channel(StrEnum):
    """
    How an order came.
    """

    WEB = "web"
    BOX_OFFICE = "box_office"
    COMPLIMENTARY = "complimentary"
    IMPORT = "import"
    RESALE = "resale"


class ClassOut(BaseModel):
    """
    A ticket class by its number in the proof.
    """

    number: int
    name: str
    note: str


class ClosingIn(BaseModel):
    """
    What was counted at the end.
    """

    counted_minor: int
    """
    In the currency's smallest unit.
    """
    note: str = ""


class CodeRefusal(StrEnum):
    """
    Why a code changed nothing.
    """

    UNKNOWN = "unknown"
    NOT_YET = "not_yet"
    OVER = "over"
    USED_UP = "used_up"
    MINIMUM = "minimum"
    OTHER_TICKETS = "other_tickets"
    OTHER_PEOPLE = "other_people"
    NOT_TOGETHER = "not_together"


class ColumnUse(StrEnum):
    """
    What a column of the file may say.
    """

    NAME = "name"
    EMAIL = "email"
    TYPE = "type"
    QUANTITY = "quantity"
    REFERENCE = "reference"
    PRICE = "price"


class ConsentKind(StrEnum):
    """
    What can be agreed to. One organizer's news are theirs, all else is the platform's.
    """

    TERMS = "terms"
    PRIVACY = "privacy"
    NEWS = "news"
    ORGANIZER_NEWS = "organizer_news"
    ANALYTICS = "analytics"


class CounterLineIn(BaseModel):
    """
    So many tickets of a type, at the price that the buyer chose where they may.
    """

    ticket_type_id: UUID
    quantity: int
    price_minor: int | None = None


class Tender(StrEnum):
    CASH = "cash"
    TERMINAL = "terminal"


class CounterSaleIn(BaseModel):
    """
    A sale over the counter; name and address may be left out.
    """

    name: str = ""
    email: str = ""
    lines: list[CounterLineIn]
    tender: Tender
    tendered_minor: int = 0
    """
    In the currency's smallest unit.
    """
    reference: str = ""


class DrawOut(BaseModel):
    """
    The draw, for anybody to check: SHA-256(seed) is `seed_hash`, which was told before.

    `order` lists the turns that came before the opening, by HMAC-SHA256(seed, the 16 bytes of the
    turn's id). Before the draw, seed and order are missing.
    """

    opens_at: AwareDatetime
    seed_hash: str
    """
    SHA-256 of the seed, in hexadecimal.
    """
    drawn_at: AwareDatetime | None
    seed: str | None
    """
    32 bytes in hexadecimal.
    """
    order: list[UUID]


class EndpointState(StrEnum):
    """
    Whether an endpoint is called; `failing` was switched off after three days of failures.
    """

    ACTIVE = "active"
    PAUSED = "paused"
    FAILING = "failing"


class EnrolIn(BaseModel):
    """
    A new scanner with the key pair it made.
    """

    token: str
    """
    From the QR code, once.
    """
    device_key: str
    """
    Ed25519 public key.
    """
    name: str = ""
    clock_ms: int
    """
    The device's clock, unix ms.
    """


class EntryIn(BaseModel):
    """
    A wish for places that are sold out. A group that may be split says the `least` it takes.
    """

    event: str
    ticket_type_id: UUID
    quantity: int
    least: int | None = None
    name: str
    email: str


class EntryState(StrEnum):
    """
    Where an entry of a list is. `lapsed`: the offer was declined or not taken in time.
    """

    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    LAPSED = "lapsed"
    LEFT = "left"
    OVER = "over"


class State(StrEnum):
    PUBLISHED = "published"
    ENDED = "ended"
    CANCELLED = "cancelled"


class EventState(StrEnum):
    """
    Where an event is in its life.
    """

    DRAFT = "draft"
    PUBLISHED = "published"
    ENDED = "ended"
    CANCELLED = "cancelled"


class FileIn(BaseModel):
    """
    A table as text: a header, then a line for each order.
    """

    file_name: str = "orders.csv"
    csv: str


class FirstOut(BaseModel):
    """
    The admission that counts instead.
    """

    gate: str
    at_ms: int
    device: str


class FreeSeatsOut(BaseModel):
    """
    Which seats of a version of the plan are free at this moment.
    """

    version: int
    free: str
    """
    Base64: a bit for each seat of the plan in its order, the highest bit first.
    """


class GateCountOut(BaseModel):
    """
    What happened at a gate so far, in persons.
    """

    gate: str
    number: int
    admitted: int
    incidents: int
    turned_away: int


class GateOut(BaseModel):
    """
    A gate by name.
    """

    id: str
    name: str
    number: int


class HoldLineIn(BaseModel):
    """
    So many places of one ticket type.
    """

    ticket_type_id: UUID
    quantity: int
    price_minor: int | None = None
    """
    What the buyer chooses to pay for each, without fees, in the currency's smallest unit: only where the ticket type has an `open_price`. Without it, the least.
    """


class HolderIn(BaseModel):
    """
    Who holds a ticket from now on.
    """

    name: str
    email: str


class HookKind(StrEnum):
    """
    What an endpoint can be told of; `test` comes only when somebody asks for it.
    """

    ORDER_PAID = "order.paid"
    ORDER_REFUNDED = "order.refunded"
    ORDER_CANCELLED = "order.cancelled"
    TICKET_ISSUED = "ticket.issued"
    TICKET_VOIDED = "ticket.voided"
    TICKET_ADMITTED = "ticket.admitted"
    EVENT_PUBLISHED = "event.published"
    EVENT_CHANGED = "event.changed"
    EVENT_CANCELLED = "event.cancelled"
    WEBHOOK_TEST = "webhook.test"


class HookTrouble(StrEnum):
    """
    Why a call has no answer, or none that counts.
    """

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    UNKNOWN_NAME = "unknown_name"
    PRIVATE_ADDRESS = "private_address"
    BAD_CERTIFICATE = "bad_certificate"
    BAD_URL = "bad_url"


class ImportState(StrEnum):
    """
    Where an import is.
    """

    UPLOADED = "uploaded"
    RUNNING = "running"
    DONE = "done"


class IncidentOut(BaseModel):
    """
    A ticket that was let in twice; `first` counts.
    """

    id: UUID
    index: int
    first: AdmittanceOut
    second: AdmittanceOut
    was_turned_away: bool
    noticed_at: AwareDatetime
    seen_at: AwareDatetime | None


class JoinIn(BaseModel):
    """
    A wish for a place; `nonce` is the caller's own random part of the id that is drawn.
    """

    nonce: str = ""
    challenge: str = ""
    answer: str = ""


class KeyNameIn(BaseModel):
    """
    Another name.
    """

    name: str
    """
    What the key is for.
    """


class KeyState(StrEnum):
    """
    Whether a key opens anything.
    """

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Kind(StrEnum):
    """
    What a ticket type is: it lets in, goes with what lets in, or is several of them together.
    """

    ADMISSION = "admission"
    ADDON = "addon"
    BUNDLE = "bundle"


class LineProblemOut(BaseModel):
    """
    Why a line is not taken in.
    """

    line: int
    column: str
    problem: str


class ListingKind(StrEnum):
    """
    What is sold. Tickets on a chain will be listed on the same pages.
    """

    FIAT = "fiat"


class ListingState(StrEnum):
    """
    Where a listing is. `sold → undone`: the ticket was refunded before its seller was paid.
    """

    OPEN = "open"
    WITHDRAWN = "withdrawn"
    SOLD = "sold"
    SETTLED = "settled"
    UNDONE = "undone"


class MappingIn(BaseModel):
    """
    Which column, from 0, says what.
    """

    columns: dict[str, int]


class MoneyOut(BaseModel):
    """
    An exact amount: `minor` in the currency's smallest unit, `decimal` for reading.
    """

    minor: int
    currency: str
    decimal: str


class NewAppOut(BaseModel):
    """
    An app that was just registered.
    """

    id: UUID
    secret: str | None
    """
    Told this once; none for a public app.
    """


class NewKeyOut(BaseModel):
    """
    A key that was just made. Its token is told this once.
    """

    id: UUID
    token: str
    """
    What goes into `Authorization: Bearer …`.
    """


class NoteIn(BaseModel):
    """
    What is to be remembered of an order; the buyer does not read it.
    """

    words: str


class NoteOut(BaseModel):
    """
    A note, and who wrote it when.
    """

    id: UUID
    words: str
    written_by: str
    written_at: AwareDatetime


class OfferState(StrEnum):
    """
    Where an offer is.
    """

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


class OpenPriceOut(BaseModel):
    """
    Buyers choose what they pay for each, without fees: from `least` up to `most`, if any.
    """

    least: MoneyOut
    most: MoneyOut | None
    suggested: list[MoneyOut]


class OrderIn(BaseModel):
    """
    A hold becomes an order, or a listing does; name and e-mail may also be told later.
    """

    hold_id: UUID | None = None
    """
    The places of `POST /holds`.
    """
    listing_id: UUID | None = None
    """
    A ticket that a guest sells on, instead of a hold.
    """
    name: str = ""
    email: str = ""
    codes: list[str] = []
    """
    Promotions and gift cards, as typed.
    """


class OrderLineOut(BaseModel):
    """
    One ticket type in an order.
    """

    ticket_type_id: UUID
    name: str
    quantity: int
    parts: list[str]
    """
    The tickets of one bundle, by name.
    """
    unit: MoneyOut
    listed: MoneyOut
    discount: MoneyOut
    fee: MoneyOut
    tax: MoneyOut
    total: MoneyOut


class OrderState(StrEnum):
    """
    Where an order is. `expired → paid`: the money came late and places remained.
    """

    PLACED = "placed"
    PAID = "paid"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class OrganizerOut(BaseModel):
    """
    Who runs the event.
    """

    id: str
    name: str


class Outcome(StrEnum):
    """
    What the server answers to a line of a device's log (spec/scan-verdict.md, 7).
    """

    CANONICAL = "canonical"
    REPEAT = "repeat"
    INCIDENT = "incident"
    NOTED = "noted"
    REFUSED = "refused"


class OutlookOut(BaseModel):
    """
    What an import would do now.
    """

    orders: int
    tickets: int
    known: int
    problems: list[LineProblemOut]


class OwnEventOut(BaseModel):
    """
    An event as its organizer lists it.
    """

    id: UUID
    slug: str
    state: EventState
    title: str
    category: Category
    city: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    time_zone: str
    currency: str


class OwnGateOut(BaseModel):
    """
    The gate this scanner stands at, and whom it admits.
    """

    id: str
    name: str
    number: int
    classes: list[int]
    rights: int


class OwnListingOut(BaseModel):
    """
    One's own listing. The parts make the price: what rounding leaves is the seller's.
    """

    id: UUID
    state: ListingState
    price: MoneyOut
    royalty: MoneyOut
    fee: MoneyOut
    proceeds: MoneyOut
    is_held: bool
    listed_at: AwareDatetime


class OwnOrderOut(BaseModel):
    """
    An order as its organizer lists it.
    """

    id: UUID
    code: str
    state: OrderState
    buyer_name: str
    buyer_email: str
    tickets: int
    total: MoneyOut
    placed_at: AwareDatetime
    in_review: bool
    """
    Paid, but its tickets wait for a check for fraud.
    """
    channel: Channel


class PackEventOut(BaseModel):
    """
    The event as the scanner shows it.
    """

    id: str
    title: str
    venue: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    time_zone: str


class PartOut(BaseModel):
    """
    So many tickets of a type in a bundle.
    """

    ticket_type_id: UUID
    name: str
    quantity: int


class PaymentIn(BaseModel):
    """
    With what the buyer pays: a gateway by name, or the first that takes the amount.

    A person who is signed in may name a card of theirs instead, or have what they pay with saved.
    """

    method: str | None = None
    card_id: UUID | None = None
    """
    A saved card of the signed-in person.
    """
    keep_card: bool = False


class PaymentOut(BaseModel):
    """
    Where the buyer pays, or says yes to their bank; null when there is nothing to do there.
    """

    checkout_url: str | None


class Permission(StrEnum):
    """
    Something a member may do for the organization, or for one of its events.
    """

    EVENTS_READ = "events:read"
    EVENTS_WRITE = "events:write"
    PROMOTIONS_WRITE = "promotions:write"
    ORDERS_READ = "orders:read"
    ORDERS_REFUND = "orders:refund"
    ORDERS_MANAGE = "orders:manage"
    BOX_OFFICE_SELL = "box_office:sell"
    ATTENDEES_READ = "attendees:read"
    ATTENDEES_EXPORT = "attendees:export"
    GATE_MANAGE = "gate:manage"
    FINANCES_READ = "finances:read"
    FINANCES_MANAGE = "finances:manage"
    TEAM_MANAGE = "team:manage"
    KEYS_MANAGE = "keys:manage"
    AUDIT_READ = "audit:read"
    WEBHOOKS_MANAGE = "webhooks:manage"


class PersonIn(BaseModel):
    """
    Who gets tickets.
    """

    name: str = ""
    email: str = ""
    lines: list[CartLineIn]


class PictureOut(BaseModel):
    """
    A picture: `url` is its address on this site.
    """

    url: str
    alt: str
    width: int
    height: int


class PriceIn(BaseModel):
    """
    What is asked for a ticket, in the smallest unit of the event's currency.
    """

    price_minor: int


class ProfileIn(BaseModel):
    """
    Your profile as it is to be.
    """

    name: str
    locale: str
    time_zone: str = ""
    currency: str = ""


class ProfileOut(BaseModel):
    """
    Who you are here.
    """

    id: UUID
    name: str
    email: str
    locale: str
    """
    The language of pages and mails.
    """
    time_zone: str
    """
    Empty when you never said.
    """
    currency: str
    """
    In which prices are shown beside the event's own; empty for none.
    """


class PuzzleOut(BaseModel):
    """
    What a browser does before it takes a place.

    `work`: find an `answer`, a number, so that SHA-256 of `{challenge}:{answer}` begins with
    `difficulty` zero bits. `captcha`: solve the provider's. `none`: nothing.
    """

    kind: str
    challenge: str
    difficulty: int


class Read(BaseModel):
    """
    One thing to read.
    """

    path: str


class ReadOut(BaseModel):
    """
    How one was answered; `body` is a problem when it was refused.
    """

    status: int
    body: Any


class RefundIn(BaseModel):
    """
    What goes back: tickets at what they cost, or an amount while all tickets stay.
    """

    tickets: list[UUID] | None = None
    amount_minor: int | None = None
    """
    In the currency's smallest unit.
    """
    with_fees: bool = True
    """
    Of tickets, also their fees.
    """
    reason: str = ""


class RefundState(StrEnum):
    """
    Where a refund is.
    """

    REQUESTED = "requested"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"


class ReplayedOut(BaseModel):
    """
    How many messages are sent again.
    """

    replayed: int


class RoomMode(StrEnum):
    """
    Whether buyers wait: never, always, or while more arrive than are let in.
    """

    OFF = "off"
    ON = "on"
    AUTOMATIC = "automatic"


class RoomOut(BaseModel):
    """
    A room and its numbers at this moment; `missed` counts passes that nobody used.
    """

    mode: RoomMode
    in_force: bool
    opens_at: AwareDatetime
    drawn_at: AwareDatetime | None
    joined: int
    waiting: int
    admitted: int
    inside: int
    missed: int
    rate_per_minute: int
    at_once: int


class RotationOut(BaseModel):
    """
    What a wallet needs to show a code that changes every 15 s (ticket-proof, 5), base64url.
    """

    signed_part: str
    secret: str


class SaleState(StrEnum):
    """
    Why a ticket type can or cannot be bought now.
    """

    ON_SALE = "on_sale"
    SOLD_OUT = "sold_out"
    NOT_YET = "not_yet"
    OVER = "over"
    PAUSED = "paused"


class ScanResultOut(BaseModel):
    """
    The answer to one line.
    """

    seq: int
    outcome: Outcome
    first: FirstOut | None


class ScansIn(BaseModel):
    """
    A part of a device's log, in order (scan-verdict, 6).
    """

    clock_ms: int
    """
    The device's clock, unix ms.
    """
    entries: list[dict[str, Any]]


class ScansOut(BaseModel):
    """
    One answer for each line.
    """

    server_ms: int
    results: list[ScanResultOut]


class SeatNameOut(BaseModel):
    """
    The seat that is printed on a ticket.
    """

    section: str
    row: str
    number: int
    at_table: bool
    """
    Whether `row` is a table.
    """


class SeatOut(BaseModel):
    """
    A seat; `x` and `y` are tenths of a seat's width from the left and from the front.
    """

    id: UUID
    category: int
    """
    Its place in `categories`.
    """
    name: SeatNameOut
    x: int
    y: int
    accessible: bool
    """
    A place for a wheelchair.
    """


class SeatPlanOut(BaseModel):
    """
    A published plan; `version` grows when it changes.
    """

    version: int
    stage: str
    categories: list[CategoryOut]
    seats: list[SeatOut]


class SecretIn(BaseModel):
    """
    How the secret before ends.
    """

    at_once: bool = False
    """
    Somebody else has it. Otherwise it is good for a day more.
    """


class SendIn(BaseModel):
    """
    Where the tickets go; an address that is not the order's corrects it.
    """

    email: str = ""


class ShiftIn(BaseModel):
    """
    What lies in the drawer at the beginning.
    """

    organizer_id: UUID
    currency: str
    float_minor: int = 0
    """
    In the currency's smallest unit.
    """


class ShiftOut(BaseModel):
    """
    A shift; `difference` is what was counted beyond what should be there.
    """

    id: UUID
    opened_at: AwareDatetime
    closed_at: AwareDatetime | None
    float: MoneyOut
    cash_sales: MoneyOut
    cash_refunds: MoneyOut
    terminal_sales: MoneyOut
    expected: MoneyOut
    counted: MoneyOut | None
    difference: MoneyOut | None
    orders: int
    note: str


class SignedOut(BaseModel):
    """
    A payload under the organization's root key (ticket-proof, 11).
    """

    payload: str
    signature: str


class SkipReason(StrEnum):
    """
    Why somebody was passed over.
    """

    TOO_FEW_PLACES = "too_few_places"


class SplitIn(BaseModel):
    """
    Which tickets move to whom.
    """

    name: str
    email: str
    tickets: list[UUID]


class StartIn(BaseModel):
    """
    How the file is taken in.
    """

    columns: dict[str, int]
    leave_out: bool = False
    """
    Lines that cannot be.
    """
    tell: bool = False
    """
    Mail everybody their tickets.
    """


class StatusOut(BaseModel):
    """
    The signed status feed, and hints that need no signature.
    """

    payload: str
    signature: str
    server_ms: int
    pack_version: str
    token_expires_at: AwareDatetime


class StepKind(StrEnum):
    """
    The rules that move a price.
    """

    PRICE = "price"
    CHOSEN = "chosen"
    LIVE = "live"
    TIER = "tier"
    GROUP = "group"
    PROMO = "promo"
    FEE = "fee"
    TAX_INCLUDED = "tax_included"
    TAX_ADDED = "tax_added"
    REVERSE_CHARGE = "reverse_charge"
    GIFT_CARD = "gift_card"
    STORE_CREDIT = "store_credit"


class StepOut(BaseModel):
    """
    What one rule did to the price, in words and in money.
    """

    rule: StepKind
    tickets: int
    amount: MoneyOut
    text: str


class TakenOut(BaseModel):
    """
    The order that an accepted offer became: pay it as any other.
    """

    code: str
    secret: str
    page: str
    hold_until: AwareDatetime


class TicketState(StrEnum):
    """
    Whether a ticket gives the right to enter; a frozen one waits for a bank to decide.

    One that is listed for resale waits for a buyer: no gate lets it in until it is sold or taken
    back. `void → valid`: a bank that had taken the money gave it back, and the place was free.
    """

    VALID = "valid"
    LISTED = "listed"
    FROZEN = "frozen"
    VOID = "void"


class TicketTypeOut(BaseModel):
    """
    A ticket type; `price` includes fees, `left` counts what may be taken now.
    """

    id: UUID
    kind: Kind
    """
    An admission lets in. A bundle is several tickets for one price, taken and given back together. An add-on is sold with a ticket of the same order only.
    """
    name: str
    note: str
    price: MoneyOut
    list_price: MoneyOut
    open_price: OpenPriceOut | None
    """
    Where buyers choose what they pay; the prices above are the least then.
    """
    left: int
    sale: SaleState
    sale_opens_at: AwareDatetime | None
    sale_closes_at: AwareDatetime | None
    max_per_order: int
    max_per_person: int | None
    """
    Over all orders of a person: an e-mail address, whatever the size of its letters, what follows a plus sign, or the dots of a Gmail name. Until the buyer names theirs, that of the account or the browser counts.
    """
    parts: list[PartOut]
    """
    What is in a bundle.
    """
    goes_with: list[UUID]
    """
    The tickets an add-on is sold with.
    """
    most_each: int
    """
    How many of an add-on go with each of these tickets.
    """


class TurnState(StrEnum):
    """
    Where a visitor is: before the draw, in line, let in, buying, or past their time.
    """

    DRAWING = "drawing"
    WAITING = "waiting"
    ADMITTED = "admitted"
    INSIDE = "inside"
    OVER = "over"


class VenueOut(BaseModel):
    """
    Where an event happens.
    """

    name: str
    address: str
    city: str
    country: str
    """
    ISO 3166-1 alpha-2.
    """
    latitude: float | None
    longitude: float | None


class AnswerOut(BaseModel):
    """
    What you said to something you were asked; the latest answer counts.
    """

    kind: ConsentKind
    organizer_id: UUID | None
    """
    Whose news, where it is about an organizer.
    """
    given: bool
    version: int
    """
    Of the words that were shown.
    """
    at: AwareDatetime


class AppIn(BaseModel):
    """
    An app as it is to be.
    """

    name: str
    """
    People read it before they let the app in.
    """
    about: str = ""
    homepage: str = ""
    redirect_uris: list[str] | None = None
    """
    Where people come back to, exactly; none for an app that acts for you only.
    """
    scopes: list[Permission]
    """
    What the app may ask for: `events:read`, `events:write`, `promotions:write`, `orders:read`, `orders:refund`, `orders:manage`, `box_office:sell`, `attendees:read`, `attendees:export`, `gate:manage`, `finances:read`, `audit:read`, `webhooks:manage`.
    """


class AppOut(BaseModel):
    """
    An app, without its secret.
    """

    id: UUID
    """
    Its client id.
    """
    name: str
    about: str
    homepage: str
    kind: AppKind
    redirect_uris: list[str]
    scopes: list[Permission]
    people: int
    """
    How many people let it in.
    """
    made_at: AwareDatetime
    used_at: AwareDatetime | None
    """
    When it was last used, to five minutes.
    """


class AttemptOut(BaseModel):
    """
    One call, with the first part of what was answered.
    """

    at: AwareDatetime
    status: int | None
    took_ms: int | None
    trouble: HookTrouble | None
    answer: str


class AttendeeOut(BaseModel):
    """
    A ticket and who holds it.
    """

    ticket_id: UUID
    code: str
    name: str
    email: str
    type_name: str
    order_code: str
    state: TicketState
    issued_at: AwareDatetime
    admitted_at: AwareDatetime | None
    seat: SeatNameOut | None
    may_write: bool
    """
    Whether they agreed to news of yours.
    """


class BatchIn(BaseModel):
    """
    Things to read.
    """

    requests: list[Read]


class BatchOut(BaseModel):
    """
    The answers, in the order of the requests.
    """

    answers: list[ReadOut]


class CallOut(BaseModel):
    """
    A message to a webhook; `status` and `trouble` are of the last attempt.
    """

    id: UUID
    message_id: str
    """
    The `webhook-id`: the same however often it is sent.
    """
    kind: HookKind
    state: CallState
    attempts: int
    queued_at: AwareDatetime
    next_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    status: int | None
    trouble: HookTrouble | None


class CardListOut(BaseModel):
    """
    The cards of who asks, the newest first.
    """

    cards: list[CardOut]


class ChangedOut(BaseModel):
    """
    The order that takes the place of tickets; with something `to_pay`, once that is paid.
    """

    code: str
    page: str
    state: OrderState
    total: MoneyOut
    to_pay: MoneyOut


class DoorOut(BaseModel):
    """
    The door of an event at this moment; `inside` counts persons, incidents included.
    """

    inside: int
    issued: int
    gates: list[GateCountOut]
    incidents: list[IncidentOut]


class EndpointIn(BaseModel):
    """
    Where to call, and what to tell.
    """

    url: str
    kinds: list[HookKind]
    about: str = ""
    """
    A note for yourself.
    """


class EndpointOut(BaseModel):
    """
    A webhook. Until `old_secret_until`, messages carry the signatures of both secrets.
    """

    id: UUID
    url: str
    about: str
    kinds: list[HookKind]
    state: EndpointState
    failing_since: AwareDatetime | None
    old_secret_until: AwareDatetime | None
    made_at: AwareDatetime


class EventHitOut(BaseModel):
    """
    An event in a list; `from_price` is the lowest price with fees.
    """

    id: UUID
    slug: str
    title: str
    summary: str
    category: Category
    city: str
    country: str
    venue_name: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    time_zone: str
    """
    IANA zone of the venue.
    """
    from_price: MoneyOut | None
    left: int | None
    """
    Places left over all ticket types.
    """
    organizer: str
    cover: PictureOut | None


class EventListOut(BaseModel):
    """
    One page of a search; `next_cursor` is null on the last one.
    """

    events: list[EventHitOut]
    total: int
    next_cursor: str | None


class EventOut(BaseModel):
    """
    An event with everything its page says, and its ticket types.
    """

    id: UUID
    slug: str
    state: State
    title: str
    summary: str
    description: str
    language: str
    category: Category
    tags: list[str]
    line_up: list[str]
    age_policy: str
    refund_policy: str
    currency: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    doors_at: AwareDatetime | None
    time_zone: str
    venue: VenueOut
    accessibility: str
    organizer: str
    cover: PictureOut | None
    cancel_reason: str
    test: bool
    """
    Whether nothing of it is real, and nothing is charged.
    """
    ticket_types: list[TicketTypeOut]


class GiftsIn(BaseModel):
    """
    Who gets free tickets, each in an order of their own.
    """

    gifts: list[PersonIn]


class HeldSeatOut(BaseModel):
    """
    A seat that goes with held places.
    """

    id: UUID
    name: SeatNameOut


class HoldIn(BaseModel):
    """
    The places somebody wants, all of them or none.
    """

    event: str
    lines: list[HoldLineIn]
    codes: list[str] = []
    """
    Codes that open hidden ticket types.
    """
    seats: list[UUID] = []
    """
    Seats for the places that have them; where none is named, the best are taken.
    """
    accessible: bool = False
    """
    Whether one of the best must be a place for a wheelchair.
    """


class HoldOut(BaseModel):
    """
    Places that nobody else may take until `expires_at`.
    """

    id: UUID
    expires_at: AwareDatetime
    seats: list[HeldSeatOut]


class ImportOut(BaseModel):
    """
    An import, and how far it is.
    """

    id: UUID
    file_name: str
    state: ImportState
    header: list[str]
    columns: dict[str, int]
    lines: int
    position: int
    made: int
    known: int
    problems: list[LineProblemOut]
    finished_at: AwareDatetime | None


class KeyIn(BaseModel):
    """
    A key to be made.
    """

    name: str
    """
    What the key is for.
    """
    scopes: list[Permission]
    """
    What the key may do: `events:read`, `events:write`, `promotions:write`, `orders:read`, `orders:refund`, `orders:manage`, `box_office:sell`, `attendees:read`, `attendees:export`, `gate:manage`, `finances:read`, `audit:read`, `webhooks:manage`.
    """
    networks: list[str] | None = None
    """
    Addresses or ranges it may be used from; none for everywhere.
    """
    expires_at: AwareDatetime | None = None
    """
    Until when it opens.
    """
    test: bool = False
    """
    Whether it is for tests, and opens those only.
    """


class KeyOut(BaseModel):
    """
    A key, without its secret.
    """

    id: UUID
    name: str
    prefix: str
    """
    How the secret begins.
    """
    test: bool
    """
    Whether it opens tests only.
    """
    scopes: list[Permission]
    networks: list[str]
    state: KeyState
    made_at: AwareDatetime
    expires_at: AwareDatetime | None
    used_at: AwareDatetime | None
    """
    When it was last used, to five minutes.
    """


class LeftOut(BaseModel):
    """
    How many places of a ticket type may be taken now.
    """

    ticket_type_id: UUID
    left: int
    sale: SaleState


class ListingOut(BaseModel):
    """
    A ticket that a guest sells on; `price` is all that its buyer pays.
    """

    id: UUID
    kind: ListingKind
    ticket_type_id: UUID
    type_name: str
    seat: SeatNameOut | None
    price: MoneyOut
    first_price: MoneyOut
    """
    What the ticket first cost, fees included.
    """
    is_held: bool
    """
    Somebody is paying for it; it may be free again soon.
    """
    listed_at: AwareDatetime


class MadeOrderOut(BaseModel):
    """
    An order that was made by a member.
    """

    id: UUID
    code: str
    state: OrderState
    channel: Channel
    tickets: int
    total: MoneyOut


class NewAppIn(BaseModel):
    """
    An app to be registered.
    """

    name: str
    """
    People read it before they let the app in.
    """
    about: str = ""
    homepage: str = ""
    redirect_uris: list[str] | None = None
    """
    Where people come back to, exactly; none for an app that acts for you only.
    """
    scopes: list[Permission]
    """
    What the app may ask for: `events:read`, `events:write`, `promotions:write`, `orders:read`, `orders:refund`, `orders:manage`, `box_office:sell`, `attendees:read`, `attendees:export`, `gate:manage`, `finances:read`, `audit:read`, `webhooks:manage`.
    """
    kind: AppKind = AppKind.CONFIDENTIAL
    """
    `confidential` on a server, `public` on phones and computers.
    """


class NoteListOut(BaseModel):
    """
    The notes of an order, the oldest first.
    """

    notes: list[NoteOut]


class OfferOut(BaseModel):
    """
    Places that are held for an entry until `expires_at`.
    """

    quantity: int
    state: OfferState
    offered_at: AwareDatetime
    expires_at: AwareDatetime


class OrderOut(BaseModel):
    """
    An order as its buyer sees it; the sums are final, nothing is computed again.
    """

    code: str
    state: OrderState
    event_id: UUID
    buyer_name: str
    buyer_email: str
    lines: list[OrderLineOut]
    seats: list[SeatNameOut]
    listed: MoneyOut
    discount: MoneyOut
    fee: MoneyOut
    tax: MoneyOut
    """
    What of the total is tax.
    """
    total: MoneyOut
    gift: MoneyOut
    """
    What gift cards and credit pay of the total.
    """
    to_pay: MoneyOut
    hold_until: AwareDatetime
    placed_at: AwareDatetime
    paid_at: AwareDatetime | None
    closed_at: AwareDatetime | None
    close_reason: str


class OwnEventListOut(BaseModel):
    """
    One page of an organization's events, the latest start first.
    """

    events: list[OwnEventOut]
    next_cursor: str | None


class OwnTicketOut(BaseModel):
    """
    A ticket as its organizer sees it, without what opens the door.
    """

    id: UUID
    code: str
    order_id: UUID
    state: TicketState
    type_name: str
    holder_name: str
    holder_email: str
    seat: SeatNameOut | None


class PackOut(BaseModel):
    """
    Everything a scanner needs to decide without a network.
    """

    server_ms: int
    organizer: OrganizerOut
    event: PackEventOut
    gate: OwnGateOut
    gates: list[GateOut]
    ring: SignedOut
    rotation_key: str
    classes: list[ClassOut]
    guests: dict[str, str]
    capacity: int | None
    reentry: bool
    pack_version: str
    token_expires_at: AwareDatetime


class PlaceOut(BaseModel):
    """
    Where a visitor stands. Before the draw there is no number; `position` 1 is next.

    `place` is signed: send it back as `Bilten-Place`. `minutes` is an estimate. `until` is when
    the present state ends: the opening, or the time to begin a checkout.
    """

    turn_id: UUID
    state: TurnState
    number: int | None
    position: int | None
    minutes: int | None
    opens_at: AwareDatetime
    until: AwareDatetime | None
    retry_after_s: int
    place: str


class PlacedOut(BaseModel):
    """
    A new order with its secret, which is told only here; `page` is the buyer's own page.
    """

    code: str
    secret: str
    page: str
    order: OrderOut


class QuoteLineOut(BaseModel):
    """
    The rules behind one line.
    """

    ticket_type_id: UUID
    quantity: int
    total: MoneyOut
    steps: list[StepOut]


class QuoteOut(BaseModel):
    """
    Where every cent of an order comes from; `refused` says why a code changed nothing.
    """

    lines: list[QuoteLineOut]
    paid_with: list[StepOut]
    refused: dict[str, CodeRefusal]
    total: MoneyOut
    to_pay: MoneyOut


class RefundOut(BaseModel):
    """
    Money that went back. `external` was given back at the payment service itself.
    """

    id: UUID
    state: RefundState
    amount: MoneyOut
    to_gift_cards: MoneyOut
    tickets: int
    reason: str
    external: bool
    made_at: AwareDatetime


class RoomIn(BaseModel):
    """
    How a room works. `opens_at` is the moment of the draw; without it the room opens now.
    """

    mode: RoomMode
    opens_at: AwareDatetime | None = None
    rate_per_minute: int = 300
    at_once: int = 500


class SecretOut(BaseModel):
    """
    The secret that signs the messages. It is told only here.
    """

    webhook: EndpointOut
    secret: str


class ShiftListOut(BaseModel):
    """
    One page of shifts, the newest first.
    """

    shifts: list[ShiftOut]
    next_cursor: str | None


class SkipOut(BaseModel):
    """
    A moment when an entry was passed over: `free` places were there, `least` were needed.
    """

    at: AwareDatetime
    reason: SkipReason
    free: int
    least: int


class TicketExtras(BaseModel):
    """
    What came along with a ticket.
    """

    event: EventOut | None
    """
    The event as everybody sees it; null while it is nobody's.
    """
    ticket_type: TicketTypeOut | None
    """
    Null for one that is hidden.
    """


class TicketOut(BaseModel):
    """
    A ticket. `proof` is the text of its QR code; null when it changes or opens no door.
    """

    id: UUID
    code: str
    secret: str
    """
    The secret of the ticket's own link.
    """
    page: str
    state: TicketState
    event_id: UUID
    type_name: str
    holder_name: str
    proof: str | None
    rotation: RotationOut | None
    seat: SeatNameOut | None
    issued_at: AwareDatetime


class AnswerListOut(BaseModel):
    """
    All your answers.
    """

    answers: list[AnswerOut]


class AppListOut(BaseModel):
    """
    All apps of an organization; they are few.
    """

    apps: list[AppOut]


class AttendeeListOut(BaseModel):
    """
    One page of an event's guests, by name.
    """

    attendees: list[AttendeeOut]
    next_cursor: str | None


class AvailabilityOut(BaseModel):
    """
    What is left at one moment; exact, but others are buying, too.
    """

    event: str
    ticket_types: list[LeftOut]


class CallDetailOut(BaseModel):
    """
    A message with the body that is sent and every attempt, the latest first.
    """

    delivery: CallOut
    body: str
    attempts: list[AttemptOut]


class CallListOut(BaseModel):
    """
    One page of what was sent, the latest first.
    """

    deliveries: list[CallOut]
    next_cursor: str | None


class EndpointListOut(BaseModel):
    """
    An organization's webhooks, the oldest first.
    """

    webhooks: list[EndpointOut]


class EnrolledOut(BaseModel):
    """
    What a scanner gets once; the token lives a day from each contact.
    """

    device_id: str
    device_token: str
    token_expires_at: AwareDatetime
    root_key: str
    pack: PackOut


class EntryOut(BaseModel):
    """
    An entry of a list; `before` counts who waits for the same places and came earlier.
    """

    code: str
    state: EntryState
    event_id: UUID
    ticket_type_id: UUID
    quantity: int
    least: int
    joined_at: AwareDatetime
    before: int
    offer: OfferOut | None
    skips: list[SkipOut]


class EventExtras(BaseModel):
    """
    What came along.
    """

    event: EventOut | None
    """
    The event as everybody sees it; null while it is nobody's.
    """


class ExpandedOrderOut(BaseModel):
    """
    An order, and what came along.
    """

    code: str
    state: OrderState
    event_id: UUID
    buyer_name: str
    buyer_email: str
    lines: list[OrderLineOut]
    seats: list[SeatNameOut]
    listed: MoneyOut
    discount: MoneyOut
    fee: MoneyOut
    tax: MoneyOut
    """
    What of the total is tax.
    """
    total: MoneyOut
    gift: MoneyOut
    """
    What gift cards and credit pay of the total.
    """
    to_pay: MoneyOut
    hold_until: AwareDatetime
    placed_at: AwareDatetime
    paid_at: AwareDatetime | None
    closed_at: AwareDatetime | None
    close_reason: str
    expanded: EventExtras | None


class ExpandedTicketListOut(BaseModel):
    """
    The tickets of an order, and what came along.
    """

    tickets: list[TicketOut]
    expanded: EventExtras | None


class ExpandedTicketOut(BaseModel):
    """
    A ticket, and what came along.
    """

    id: UUID
    code: str
    secret: str
    """
    The secret of the ticket's own link.
    """
    page: str
    state: TicketState
    event_id: UUID
    type_name: str
    holder_name: str
    proof: str | None
    rotation: RotationOut | None
    seat: SeatNameOut | None
    issued_at: AwareDatetime
    expanded: TicketExtras | None


class JoinedOut(BaseModel):
    """
    A new entry with its secret, which is told only here and in the mail.
    """

    code: str
    secret: str
    page: str
    entry: EntryOut


class KeyListOut(BaseModel):
    """
    A page of keys.
    """

    keys: list[KeyOut]
    next_cursor: str | None


class ListedOut(BaseModel):
    """
    An entry with the person who waits.
    """

    code: str
    state: EntryState
    event_id: UUID
    ticket_type_id: UUID
    quantity: int
    least: int
    joined_at: AwareDatetime
    before: int
    offer: OfferOut | None
    skips: list[SkipOut]
    name: str
    email: str


class ListingListOut(BaseModel):
    """
    One page of what guests sell on, the cheapest first.
    """

    listings: list[ListingOut]
    total: int
    next_cursor: str | None


class MadeOrderListOut(BaseModel):
    """
    The orders that were made.
    """

    orders: list[MadeOrderOut]


class OwnOrderExtras(BaseModel):
    """
    What came along with a page of orders.
    """

    tickets: list[OwnTicketOut] | None
    """
    The tickets of these orders; null without `attendees:read`.
    """


class OwnOrderListOut(BaseModel):
    """
    One page of an event's orders, the newest first.
    """

    orders: list[OwnOrderOut]
    expanded: OwnOrderExtras | None
    next_cursor: str | None


class RefundListOut(BaseModel):
    """
    What an order gave back, the oldest first.
    """

    refunds: list[RefundOut]


class TicketListOut(BaseModel):
    """
    The tickets of an order, in the order of its lines.
    """

    tickets: list[TicketOut]


class ListOut(BaseModel):
    """
    A page of a list, the first in line first.
    """

    entries: list[ListedOut]
    next_cursor: str | None
