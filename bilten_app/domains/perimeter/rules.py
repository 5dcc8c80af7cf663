"""How networks and countries are judged, and what a rule may say. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network

from bilten_app.domains.perimeter.public import InvalidRule, RuleDraft, Standing, Verdict
from bilten_app.kit.addresses import Address, read_address
from bilten_app.kit.text import country_codes, msgid
from bilten_app.kit.typed import one_line

type Network = IPv4Network | IPv6Network
type CountryOf = Callable[[str], str | None]

# So many refusals within a minute shut an address out; each time of a day twice as long.
STRIKES, WITHIN_S = 120, 60
FIRST_BAR, LONGEST_BAR = timedelta(minutes=15), timedelta(hours=24)
REMEMBERED = timedelta(hours=24)
MAX_REASON, MAX_HOURS = 300, 24 * 365
# Wider than this would shut out a continent.
WIDEST = {4: 8, 6: 20}
# One customer of a provider has at least so much of IPv6: one address of it says nothing.
OWN_IPV6 = 64

BAD_SUBJECT = msgid("Write an IP address, a network like 203.0.113.0/24, or a country like DE.")
TOO_WIDE = msgid("This network is too wide. Use at most /8, or /20 for IPv6.")
NO_REASON = msgid("Say why, so that others understand it later.")
LONG_REASON = msgid("This is too long. Please shorten it.")
BAD_HOURS = msgid("Write a number of hours from 1 to 8760, or leave it empty for always.")
YOURSELF = msgid("This would shut you out, too.")
NO_MAP = msgid("Countries need a GeoIP file: set BILTEN_GEOIP_FILE.")


@dataclass(frozen=True, slots=True)
class Perimeter:
    """The rules that count, by how wide they are: the narrowest one decides, a country last."""

    networks: Mapping[tuple[int, int], Mapping[int, Standing]]
    countries: Mapping[str, Standing]

    @classmethod
    def of(cls, rules: Iterable[Standing]) -> "Perimeter":
        """Sort the rules for judging."""
        networks: dict[tuple[int, int], dict[int, Standing]] = {}
        countries: dict[str, Standing] = {}
        for rule in rules:
            if is_country(rule.subject):
                countries[rule.subject] = rule
                continue
            net = ip_network(rule.subject)
            bits = net.max_prefixlen - net.prefixlen
            place = (net.version, net.prefixlen)
            networks.setdefault(place, {})[int(net.network_address) >> bits] = rule
        narrowest_first = sorted(networks.items(), key=lambda item: item[0], reverse=True)
        return cls(dict(narrowest_first), countries)

    def judge(self, written: str, *, now: datetime, country_of: CountryOf) -> Standing | None:
        """Return the rule that decides about an address; none when nobody said anything."""
        if not (self.networks or self.countries):
            return None
        address = read_address(written)
        if address is None:
            return None
        for (version, length), ruled in self.networks.items():
            if version != address.version:
                continue
            rule = ruled.get(int(address) >> (address.max_prefixlen - length))
            if rule and _counts(rule, now):
                return rule
        if not self.countries:
            return None
        rule = self.countries.get(country_of(written) or "")
        return rule if rule and _counts(rule, now) else None

    def is_barred(self, written: str, *, now: datetime, country_of: CountryOf) -> bool:
        """Whether an address is kept out."""
        rule = self.judge(written, now=now, country_of=country_of)
        return rule is not None and rule.verdict is Verdict.deny


OPEN = Perimeter({}, {})


def is_country(subject: str) -> bool:
    """Whether a rule is about a country: two letters are no address."""
    return subject.isalpha() and len(subject) == 2


def own_network(address: Address) -> Network:
    """Return what one customer of a provider has: shutting out less would shut out nobody."""
    length = OWN_IPV6 if address.version == 6 else address.max_prefixlen
    return ip_network((address, length), strict=False)


def bar_for(times_before: int) -> timedelta:
    """Return how long an address is shut out that was shut out so often within a day."""
    return min(FIRST_BAR * 2 ** min(times_before, 16), LONGEST_BAR)


def checked_draft(
    draft: RuleDraft, *, now: datetime, maker_at: str, country_of: CountryOf, knows_countries: bool
) -> RuleDraft:
    """Return a draft as it is stored, or raise InvalidRule naming each field.

    Nobody shuts out the address they sit at, `maker_at`: they could not take it back.
    """
    subject, problem = _subject(draft.subject, knows_countries=knows_countries)
    if not problem and draft.verdict is Verdict.deny:
        alone = Perimeter.of([Standing(Verdict.deny, subject, None)])
        if alone.is_barred(maker_at, now=now, country_of=country_of):
            problem = YOURSELF
    reason = one_line(draft.reason)
    found = {
        "subject": problem,
        "reason": NO_REASON if not reason else LONG_REASON if len(reason) > MAX_REASON else "",
        "hours": "" if 0 <= draft.hours <= MAX_HOURS else BAD_HOURS,
    }
    if problems := {name: why for name, why in found.items() if why}:
        raise InvalidRule(problems)
    return replace(draft, subject=subject, reason=reason)


def _subject(typed: str, *, knows_countries: bool) -> tuple[str, str]:
    """Return a network or a country as it is stored, and what is wrong with it."""
    written = one_line(typed).upper()
    if written in country_codes():
        return written, "" if knows_countries else NO_MAP
    try:
        net = ip_network(written, strict=False)
    except ValueError:
        return written, BAD_SUBJECT
    if net.prefixlen < WIDEST[net.version]:
        return written, TOO_WIDE
    return str(net), ""


def _counts(rule: Standing, now: datetime) -> bool:
    return rule.ends_at is None or rule.ends_at > now
