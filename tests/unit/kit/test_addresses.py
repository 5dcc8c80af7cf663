"""Where a stranger's address may lead: to the public internet, and nowhere into the house."""

import pytest

from bilten_app.kit.addresses import caller_address, is_public

INSIDE = [
    "127.0.0.1", "127.8.9.10", "0.0.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255",
    "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192",
    "168.63.129.16", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.0.2.1",
    "198.18.0.1", "203.0.113.7", "::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1",
    "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "::127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::1",
    "2002:7f00:1::", "2002:0a00:1::1", "2001:0:7f00:1::", "2001:db8::1", "example.com", "", "1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "::ffff:8.8.8.8", "2606:4700:4700::1111", "64:ff9b::8.8.8.8"]


@pytest.mark.parametrize("address", INSIDE)
def test_what_lies_inside_a_house_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_everybody_can_reach_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("forwarded", "proxies", "caller"),
    [
        ([], 0, "peer"),
        (["1.1.1.1"], 0, "peer"),
        ([], 1, "peer"),
        (["8.8.8.8"], 1, "8.8.8.8"),
        (["1.1.1.1, 8.8.8.8"], 1, "8.8.8.8"),
        (["1.1.1.1", "8.8.8.8"], 1, "8.8.8.8"),
        (["1.1.1.1", "8.8.8.8, 9.9.9.9"], 2, "8.8.8.8"),
        (["1.1.1.1", "8.8.8.8", "9.9.9.9"], 2, "8.8.8.8"),
        (["8.8.8.8"], 2, "peer"),
        ([", "], 1, "peer"),
    ],
)
def test_of_who_calls_only_what_our_own_proxies_say_is_believed(
    forwarded: list[str], proxies: int, caller: str
) -> None:
    assert caller_address(forwarded, "peer", proxies) == caller
