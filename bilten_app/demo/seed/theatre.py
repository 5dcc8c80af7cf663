"""The seats of the theatre: stalls, a gallery, a few for the house and a few for wheelchairs."""

from uuid import UUID

from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.seating import service as seating
from bilten_app.domains.seating.public import Section, Shape, Template
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import OrganizerScope

STALLS_ROWS, GALLERY_ROWS, SEATS = 5, 3, 14
FOR_THE_HOUSE = tuple(range(5, 9))
LAST_ROW = (STALLS_ROWS - 1) * SEATS
FOR_WHEELCHAIRS = (LAST_ROW, LAST_ROW + 1, LAST_ROW + SEATS - 2, LAST_ROW + SEATS - 1)


async def seat(uow: UnitOfWork, scope: OrganizerScope, event_id: UUID) -> None:
    """Draw the theatre for the first two ticket types of an event, and publish it."""
    types = await inventory.ticket_types(uow.session, event_id, at=uow.clock.now())
    stalls, gallery = (one.pools[0] for one in types[:2])
    await seating.start_plan(
        uow, scope, event_id=event_id, template=Template.rows, pools=[stalls, gallery]
    )
    await seating.save_section(
        uow, scope, event_id=event_id, index=0,
        section=Section(
            "Stalls", stalls, Shape.curved, STALLS_ROWS, SEATS, aisles=(SEATS // 2,), bend=2
        ),
    )  # fmt: skip
    await seating.save_section(
        uow, scope, event_id=event_id,
        section=Section(
            "Gallery", gallery, Shape.curved, GALLERY_ROWS, SEATS, aisles=(4, 10), bend=3
        ),
    )  # fmt: skip
    await seating.mark_seats(uow, scope, event_id=event_id, places=FOR_THE_HOUSE, is_blocked=True)
    await seating.mark_seats(
        uow, scope, event_id=event_id, places=FOR_WHEELCHAIRS, is_accessible=True
    )
    await seating.publish(uow, scope, event_id=event_id)
