"""How networks and countries are judged."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.domains.perimeter import rules
from bilten_app.domains.perimeter.public import InvalidRule, RuleDraft, Standing, Verdict
from bilten_app.domains.perimeter.rules import Perimeter, bar_for, checked_draft, own_network

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HERE = "198.51.100.9"


def nowhere(_address: str) -> str | None:
    return None


def in_germany(_address: str) -> str | None:
    return "DE"


def deny(subject: str, ends_at: datetime | None = None) -> Standing:
    return Standing(Verdict.deny, subject, ends_at)


def allow(subject: str) -> Standing:
    return Standing(Verdict.allow, subject, None)


@pytest.mark.parametrize(
    ("standing", "address", "is_barred"),
    [
        ([], HERE, False),
        ([deny("198.51.100.0/24")], HERE, True),
        ([deny("198.51.100.0/24")], "198.51.101.9", False),
        ([deny("198.51.100.0/24")], "::ffff:198.51.100.9", True),
        ([deny("198.51.100.0/24"), allow("198.51.100.9/32")], HERE, False),
        ([allow("198.51.0.0/16"), deny("198.51.100.0/24")], HERE, True),
        ([deny("198.51.100.9/32", NOW)], HERE, False),
        ([deny("198.51.100.9/32", NOW + timedelta(seconds=1))], HERE, True),
        ([deny("198.51.100.9/32", NOW), deny("198.51.100.0/24")], HERE, True),
        ([deny("2001:db8::/32")], "2001:db8:1::5", True),
        ([deny("2001:db8::/32")], "2001:db8:1::5%eth0", True),
        ([deny("::/20")], HERE, False),
        ([deny("DE")], HERE, True),
        ([deny("FR")], HERE, False),
        ([deny("DE"), allow("198.51.100.0/24")], HERE, False),
        ([deny("198.51.100.0/24"), allow("DE")], HERE, True),
        ([deny("DE")], "no address", False),
        ([deny("DE")], "", False),
    ],
)
def test_the_narrowest_rule_decides(
    standing: list[Standing], address: str, *, is_barred: bool
) -> None:
    assert Perimeter.of(standing).is_barred(address, now=NOW, country_of=in_germany) is is_barred


@given(
    ruled=st.lists(
        st.tuples(
            st.sampled_from(Verdict),
            st.integers(0, 31).map(lambda last: f"10.0.0.{last}"),
            st.integers(26, 32),
        ),
        max_size=8,
    ),
    asked=st.integers(0, 31).map(lambda last: f"10.0.0.{last}"),
)
def test_it_judges_as_a_look_through_all_rules_does(
    ruled: list[tuple[Verdict, str, int]], asked: str
) -> None:
    latest = {
        str(ip_network(f"{base}/{length}", strict=False)): verdict
        for verdict, base, length in ruled
    }
    fitting = [net for net in map(ip_network, latest) if ip_address(asked) in net]
    narrowest = max(fitting, key=lambda net: net.prefixlen, default=None)

    found = Perimeter.of(Standing(verdict, net, None) for net, verdict in latest.items())

    assert found.is_barred(asked, now=NOW, country_of=nowhere) is (
        narrowest is not None and latest[str(narrowest)] is Verdict.deny
    )


def test_a_bar_grows_each_time_and_ends_within_a_day() -> None:
    minutes = [bar_for(times) // timedelta(minutes=1) for times in (0, 1, 2, 6, 7, 1000)]

    assert minutes == [15, 30, 60, 960, 1440, 1440]


def test_of_ipv6_a_customers_whole_network_is_shut_out() -> None:
    assert str(own_network(ip_address("2001:db8:1:2:3::4"))) == "2001:db8:1:2::/64"
    assert str(own_network(ip_address("203.0.113.7"))) == "203.0.113.7/32"


def checked(draft: RuleDraft, *, knows_countries: bool = True) -> RuleDraft:
    return checked_draft(
        draft, now=NOW, maker_at=HERE, country_of=in_germany, knows_countries=knows_countries
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 203.0.113.7 ", "203.0.113.7/32"),
        ("203.0.113.7/24", "203.0.113.0/24"),
        ("2001:DB8::1/48", "2001:db8::/48"),
        ("fr", "FR"),
    ],
)
def test_what_is_typed_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert checked(RuleDraft(Verdict.deny, typed, " Spam  again ")) == RuleDraft(
        Verdict.deny, kept, "Spam again"
    )


@pytest.mark.parametrize(
    ("subject", "why"),
    [
        ("", rules.BAD_SUBJECT),
        ("QQ", rules.BAD_SUBJECT),
        ("203.0.113.300", rules.BAD_SUBJECT),
        ("0.0.0.0/0", rules.TOO_WIDE),
        ("::/0", rules.TOO_WIDE),
        (HERE, rules.YOURSELF),
        ("198.0.0.0/8", rules.YOURSELF),
        ("DE", rules.YOURSELF),
    ],
)
def test_a_rule_that_cannot_be_is_told_beside_its_field(subject: str, why: str) -> None:
    with pytest.raises(InvalidRule) as refused:
        checked(RuleDraft(Verdict.deny, subject, ""))

    assert refused.value.problems == {"subject": why, "reason": rules.NO_REASON}


def test_who_sits_in_a_network_may_let_it_in() -> None:
    assert checked(RuleDraft(Verdict.allow, HERE, "Our office")).subject == f"{HERE}/32"


def test_countries_need_a_map() -> None:
    with pytest.raises(InvalidRule) as refused:
        checked(RuleDraft(Verdict.deny, "FR", "Fraud"), knows_countries=False)

    assert refused.value.problems == {"subject": rules.NO_MAP}


@pytest.mark.parametrize("hours", [-1, rules.MAX_HOURS + 1])
def test_hours_that_are_none_are_refused(hours: int) -> None:
    with pytest.raises(InvalidRule) as refused:
        checked(RuleDraft(Verdict.deny, "FR", "Fraud", hours))

    assert refused.value.problems == {"hours": rules.BAD_HOURS}
