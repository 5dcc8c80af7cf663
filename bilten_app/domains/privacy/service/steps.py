"""The steps of an erasure, each the part of one domain. The door is closed first, mails go last."""

from collections.abc import Awaitable, Callable, Mapping

from bilten_app.domains.apps import service as apps
from bilten_app.domains.consents import service as consents
from bilten_app.domains.identity import service as identity
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.media import service as media
from bilten_app.domains.messaging import service as messaging
from bilten_app.domains.orders import service as orders
from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.privacy.service.forgetting import forget_person as forget_copies
from bilten_app.domains.waiting import service as waiting
from bilten_app.domains.webhooks import service as webhooks
from bilten_app.infra import forgetting
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.personal import Person

STEPS: Mapping[str, Callable[[UnitOfWork, Person], Awaitable[None]]] = {
    "identity": identity.forget_person,
    "media": media.forget_person,
    "apps": apps.forget_person,
    "consents": consents.forget_person,
    "privacy": forget_copies,
    "organizers": organizers.forget_person,
    "waiting": waiting.forget_person,
    "inventory": inventory.forget_person,
    "pricing": pricing.forget_person,
    "orders": orders.forget_person,
    "webhooks": webhooks.forget_person,
    "messaging": messaging.forget_person,
    "infra": forgetting.forget_person,
}
