"""An organizer may be stricter than the platform, field by field."""

import pytest

from bilten_app.domains.risk.public import Thresholds
from bilten_app.kit.errors import Invalid
from bilten_app.web.organizer.money.fraud import LAXER, NO_NUMBER, FraudForm, read_thresholds

BASE = Thresholds(step_up=40, review=70, refuse=90)


def test_what_is_left_empty_is_as_the_platform_has_it() -> None:
    wanted = read_thresholds(FraudForm(step_up="", review=" 55 ", refuse=""), BASE)

    assert wanted == Thresholds(40, 55, 90)


def test_what_is_laxer_or_no_number_is_said_beside_its_field() -> None:
    with pytest.raises(Invalid) as refused:
        read_thresholds(FraudForm(step_up="many", review="71", refuse="-1"), BASE)

    assert refused.value.problems == {"step_up": NO_NUMBER, "review": LAXER, "refuse": NO_NUMBER}
