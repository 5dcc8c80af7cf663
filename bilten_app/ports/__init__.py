"""What Bilten needs from the world, as protocols and their values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bilten_app.ports.bots import BotCheck
from bilten_app.ports.chain_door import ChainDoor
from bilten_app.ports.chain_signer import ChainSigners
from bilten_app.ports.contract_wallets import ContractWallets
from bilten_app.ports.geography import Geography
from bilten_app.ports.hooks import HookSender
from bilten_app.ports.invoice_paper import InvoicePaper
from bilten_app.ports.limits import RateLimiter
from bilten_app.ports.messages import EmailSender, SmsSender
from bilten_app.ports.names import NameLookup
from bilten_app.ports.paper import TablePaper, TicketPaper
from bilten_app.ports.payees import Payees, SavedMethods
from bilten_app.ports.payments import PaymentGateway
from bilten_app.ports.payouts import PayoutGateway
from bilten_app.ports.rates import RateProvider
from bilten_app.ports.saml import Saml
from bilten_app.ports.signin import IdentityProviders, Registration
from bilten_app.ports.storage import ObjectStore
from bilten_app.ports.vat import VatIdCheck

TEST_GATEWAY = "test"
"""The name of the gateway of test organizations: always there, and offered to nobody else."""


@dataclass(frozen=True, slots=True)
class Gateways:
    """Every door to the outside world.

    `payment_methods` are the gateways that have their keys, by name; `offered` names those that
    buyers may choose, in their order. `payees` belongs to the gateway that has them, None when no
    gateway does; `saved_methods` are of those that remember buyers, by name. `sms` is None where
    nobody sends text messages. `registrations` are those of the providers that have their keys, by
    name, in the order of their buttons. `chain_signers` are of the
    chains that have a node and keys.
    """

    payment_methods: Mapping[str, PaymentGateway]
    offered: tuple[str, ...]
    payouts: PayoutGateway
    email: EmailSender
    store: ObjectStore
    limits: RateLimiter
    bots: BotCheck
    paper: TicketPaper
    tables: TablePaper
    invoices: InvoicePaper
    vat: VatIdCheck
    rates: RateProvider
    hooks: HookSender
    providers: IdentityProviders
    saml: Saml
    contract_wallets: ContractWallets
    names: NameLookup
    geography: Geography
    payees: Payees | None = None
    saved_methods: Mapping[str, SavedMethods] = field(default_factory=dict[str, SavedMethods])
    sms: SmsSender | None = None
    registrations: Mapping[str, Registration] = field(default_factory=dict[str, Registration])
    chain_doors: Mapping[int, ChainDoor] = field(default_factory=dict[int, ChainDoor])
    chain_signers: Mapping[int, ChainSigners] = field(default_factory=dict[int, ChainSigners])
