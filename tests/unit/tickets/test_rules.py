"""When a proof counts, and that it is the one that was signed."""

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from bilten_app.domains.tickets.rules import (
    CLOSES_AFTER,
    OPENS_BEFORE,
    ProofTerms,
    proof_epoch,
    sign_proof,
    stored_proof,
    window,
)
from bilten_app.kit.ids import new_id
from bilten_app.kit.proof import codec, keys

FIRST = datetime(2025, 1, 1, tzinfo=UTC)
STARTS = st.integers(0, 30 * 365 * 24).map(lambda hours: FIRST + timedelta(hours=hours))


@given(STARTS, st.timedeltas(timedelta(minutes=30), timedelta(days=200)))
@example(FIRST, timedelta(minutes=30, microseconds=1))
def test_the_window_covers_the_event_and_its_margins(starts: datetime, lasts: timedelta) -> None:
    epoch = proof_epoch(starts)

    since, until = window(epoch, starts, starts + lasts)

    assert epoch + since * 300 <= (starts - OPENS_BEFORE).timestamp()
    assert epoch + until * 300 >= (starts + lasts + CLOSES_AFTER).timestamp()
    assert 0 <= since < until <= codec.NO_END


def test_a_stored_proof_comes_back_as_it_was_signed() -> None:
    private, event = keys.new_private_key(), new_id()
    terms = ProofTerms(event, kid=1, not_before=0, not_after=9, ticket_class=2, rotating=False)

    proof = sign_proof(private, terms, index=7, generation=1)
    back = stored_proof(proof.signed_part())

    assert back == proof
    assert codec.is_signed(keys.public_of(private), event, back)
    assert codec.Flag.print_allowed in back.body.flags
