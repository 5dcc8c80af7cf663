"""Which seats there are, where they stand, and which of them somebody has.

    seat   free → held → sold ;  held → free ;  sold → free ;  free ⇄ blocked

A plan is a document that the organizer edits; publishing writes a row for each seat. A seated pool
has as many places as it has seats that are not blocked. A seat changes hands only under the lock of
its pool, in the function that moves the counter: seats, holds and counters are one truth. Until a
plan is published the event sells places without seats.
"""
