"""Which free seats to offer: the best ones together, or the nearest to those that are gone. Pure.

Two seats are together when they follow each other in one run. Seats for people with a wheelchair
are kept for those who ask. The same seats in the same state always give the same answer.
"""

from collections.abc import Collection, Iterator, Sequence

from bilten_app.domains.seating.public import Seat

LONELY = 2_000
OFFERS = 3

type _Run = tuple[int, int]
type _Window = tuple[float, int]
"""What a stretch of seats costs, and its first place in the list."""


def best(
    seats: Sequence[Seat],
    quantity: int,
    *,
    pools: Collection[object] | None = None,
    accessible: bool = False,
) -> list[Seat]:
    """Return `quantity` free seats, together where that is possible; fewer when fewer are free.

    `seats` stand in the order of their places. `pools` are the categories to choose from. Who
    asks for `accessible` seats gets at least one, with the others beside it.
    """
    costs = [float(seat.cost) for seat in seats]
    runs = list(_free_runs(seats, pools, accessible=accessible))
    first = _cheapest(seats, runs, costs, quantity, accessible=accessible)
    if first is not None:
        return list(seats[first : first + quantity])
    return _apart(seats, runs, costs, quantity, accessible=accessible)


def nearest(
    seats: Sequence[Seat], wanted: Sequence[Seat], *, offers: int = OFFERS
) -> list[list[Seat]]:
    """Return up to `offers` groups of free seats like the wanted ones, the nearest first.

    They are of the same categories and together; no seat is in two offers. Wheelchair places are
    among them only when one was wanted.
    """
    if not wanted:
        return []
    x = sum(seat.x for seat in wanted) / len(wanted)
    y = sum(seat.y for seat in wanted) / len(wanted)
    costs = [((seat.x - x) ** 2 + (seat.y - y) ** 2) ** 0.5 * 10 for seat in seats]
    accessible = any(seat.is_accessible for seat in wanted)
    pools = {seat.pool_id for seat in wanted}
    runs = list(_free_runs(seats, pools, accessible=accessible))
    size = len(wanted)
    groups: list[list[Seat]] = []
    used: set[int] = set()
    for _, first in sorted(_windows(seats, runs, costs, size, accessible=accessible)):
        places = range(first, first + size)
        if used.isdisjoint(places):
            used.update(places)
            groups.append(list(seats[first : first + size]))
        if len(groups) == offers:
            break
    return groups


def _free_runs(
    seats: Sequence[Seat], pools: Collection[object] | None, *, accessible: bool
) -> Iterator[_Run]:
    """Return (start, end) of the longest stretches of neighbours that may all be offered."""
    start = 0
    for i in range(len(seats) + 1):
        here = seats[i] if i < len(seats) else None
        if here is not None and _may_be_offered(here, pools, accessible=accessible):
            if i > start and seats[i - 1].run == here.run:
                continue
            if i > start:
                yield start, i
            start = i
        else:
            if i > start:
                yield start, i
            start = i + 1


def _may_be_offered(seat: Seat, pools: Collection[object] | None, *, accessible: bool) -> bool:
    return (
        seat.is_free
        and (accessible or not seat.is_accessible)
        and (pools is None or seat.pool_id in pools)
    )


def _windows(
    seats: Sequence[Seat],
    runs: Sequence[_Run],
    costs: Sequence[float],
    size: int,
    *,
    accessible: bool,
) -> Iterator[_Window]:
    """Return every stretch of `size` seats; one that would leave a single seat alone costs more."""
    if size < 1:
        return
    for start, end in runs:
        cost = sum(costs[start : start + size])
        for first in range(start, end - size + 1):
            if first > start:
                cost += costs[first + size - 1] - costs[first - 1]
            if accessible and not any(seats[i].is_accessible for i in range(first, first + size)):
                continue
            alone = (first - start == 1) + (end - first - size == 1)
            yield cost / size + LONELY * alone, first


def _cheapest(
    seats: Sequence[Seat],
    runs: Sequence[_Run],
    costs: Sequence[float],
    size: int,
    *,
    accessible: bool,
) -> int | None:
    """Return the first place of the stretch that costs least."""
    windows = _windows(seats, runs, costs, size, accessible=accessible)
    cheapest = min(windows, default=None)
    return cheapest[1] if cheapest else None


def _apart(
    seats: Sequence[Seat],
    runs: Sequence[_Run],
    costs: Sequence[float],
    quantity: int,
    *,
    accessible: bool,
) -> list[Seat]:
    """Return the largest group that sits together, and the seats nearest to it."""
    for size in range(quantity - 1, 0, -1):
        first = _cheapest(seats, runs, costs, size, accessible=accessible)
        if first is not None:
            break
    else:
        return []
    middle = seats[first + size // 2]
    chosen = range(first, first + size)
    others = sorted(
        (i for start, end in runs for i in range(start, end) if i not in chosen),
        key=lambda i: (abs(seats[i].x - middle.x) + abs(seats[i].y - middle.y), i),
    )
    return [seats[i] for i in sorted([*chosen, *others[: quantity - size]])]
