"""Which network addresses belong to the public internet, and which to somebody's own house.

Whoever lets strangers name an address that the server then calls must ask here, with the address
the connection is made to: a name can mean another address a moment later.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

type Address = IPv4Address | IPv6Address

# Protocol assignments, where one provider's metadata are (Python counts some of them as global),
# and a host's own agent at another, public by its number.
INSIDE = (IPv4Network("192.0.0.0/24"), IPv4Network("168.63.129.16/32"))
# Addresses that carry an IPv4 address in their last 32 bits (RFC 6052, RFC 4291 §2.5.5.1).
CARRIERS = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))


def caller_address(forwarded: Iterable[str], peer: str, proxies: int) -> str:
    """Return who calls: of each `X-Forwarded-For` only what the last of our own proxies wrote.

    Some proxies add to the line that came, others add a line; what stands first is the caller's.
    """
    told = [part.strip() for line in forwarded for part in line.split(",")] if proxies else []
    return told[-proxies] if len(told) >= proxies > 0 and told[-proxies] else peer


def read_address(written: str) -> Address | None:
    """Return an address, None for what is none; IPv4 that is written as IPv6 is IPv4."""
    try:
        address = ip_address(written.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def network_of(written: str) -> str:
    """Return the network a browser came from: enough to recognise, too little to find a home."""
    try:
        found = ip_address(written)
    except ValueError:
        return ""
    bits = 24 if found.version == 4 else 48
    return str(ip_network((found, bits), strict=False))


def is_public(written: str) -> bool:
    """Whether `written` is an address anybody may be sent to; what is no address is not."""
    try:
        address = ip_address(written.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(each) for each in _meant(address))


def is_loopback(written: str) -> bool:
    """Whether `written` is this machine itself."""
    try:
        address = ip_address(written)
    except ValueError:
        return False
    return address.is_loopback


def _meant(address: Address) -> tuple[Address, ...]:
    """Return the address and the IPv4 addresses it may be taken to."""
    if isinstance(address, IPv4Address):
        return (address,)
    if address.ipv4_mapped:
        return (address.ipv4_mapped,)
    within = [address.sixtofour, *(address.teredo or ())]
    if any(address in carrier for carrier in CARRIERS):
        within.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return (address, *(each for each in within if each))


def _is_public(address: Address) -> bool:
    """`is_global` leaves out private, loopback, link-local, shared (CGNAT) and reserved ones."""
    is_odd = address.is_multicast or address.is_reserved or address.is_unspecified
    if isinstance(address, IPv6Address):
        is_odd = (is_odd and address not in CARRIERS[0]) or address.is_site_local
    return address.is_global and not is_odd and not any(address in net for net in INSIDE)
