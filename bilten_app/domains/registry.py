"""Imports every table once, so that the metadata is complete."""

from bilten_app.domains.apps import models as apps
from bilten_app.domains.consents import models as consents
from bilten_app.domains.events import models as events
from bilten_app.domains.identity import models as identity
from bilten_app.domains.inventory import models as inventory
from bilten_app.domains.invoices import models as invoices
from bilten_app.domains.ledger import models as ledger
from bilten_app.domains.market import models as market
from bilten_app.domains.media import models as media
from bilten_app.domains.messaging import models as messaging
from bilten_app.domains.onchain import models as onchain
from bilten_app.domains.orders import models as orders
from bilten_app.domains.organizers import models as organizers
from bilten_app.domains.payments import models as payments
from bilten_app.domains.payouts import models as payouts
from bilten_app.domains.perimeter import models as perimeter
from bilten_app.domains.pricing import models as pricing
from bilten_app.domains.privacy import models as privacy
from bilten_app.domains.programs import models as programs
from bilten_app.domains.reconciliation import models as reconciliation
from bilten_app.domains.risk import models as risk
from bilten_app.domains.scanning import models as scanning
from bilten_app.domains.seating import models as seating
from bilten_app.domains.tickets import models as tickets
from bilten_app.domains.waiting import models as waiting
from bilten_app.domains.webhooks import models as webhooks
from bilten_app.infra import audit, once, outbox, processes
from bilten_app.infra.db import Row

TABLES = (
    apps, consents, events, identity, inventory, invoices, ledger, market, media, messaging,
    onchain, orders, organizers, payments, payouts, perimeter, pricing, privacy, programs,
    reconciliation, risk, scanning, seating, tickets, waiting, webhooks, audit, once, outbox,
    processes,
)  # fmt: skip

METADATA = Row.metadata
