"""Plans to begin with. Pure."""

from collections.abc import Sequence
from uuid import UUID

from bilten_app.domains.seating.public import Names, Plan, Section, Shape, Template


def begin(template: Template, pools: Sequence[UUID]) -> Plan:
    """Return a plan of this kind; the best seats are in the first category."""
    first = pools[0] if pools else None
    second = pools[1] if len(pools) > 1 else first
    third = pools[2] if len(pools) > 2 else second
    match template:
        case Template.rows:
            sections = (Section("Seats", first, rows=10, seats=16, aisles=(8,)),)
        case Template.theatre:
            sections = (
                Section("Stalls", first, Shape.curved, 6, 18, aisles=(9,), bend=2),
                Section("Circle", second, Shape.curved, 6, 22, aisles=(6, 16), bend=3),
                Section("Balcony", third, Shape.curved, 3, 24, aisles=(6, 18), bend=3),
            )
        case Template.hall:
            sections = (
                Section("Tables", first, Shape.tables, 8, 8, Names.numbers),
                Section("Floor", second, rows=8, seats=20, aisles=(10,)),
                Section("Balcony", third, rows=3, seats=24, aisles=(12,)),
            )
    return Plan(sections=sections)
