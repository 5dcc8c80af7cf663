"""One call tells whether somebody signed: by key, by a wallet, by one that is not there yet."""

import pytest
from eth_abi.abi import encode

from bilten_app.kit.evm import Key, keccak, parse_address
from tests.chain import Chain, Contract, Reverted, artifact

OWNER = Key(keccak(b"owner"))
STRANGER = Key(keccak(b"stranger"))
DIGEST = keccak(b"sign in")
WRAPPED = bytes.fromhex("6492" * 16)


@pytest.fixture
def factory(chain: Chain) -> Contract:
    return chain.deploy("doubles/WalletFactory")


@pytest.fixture
def wallet(factory: Contract) -> bytes:
    """Where the owner's wallet would be; nobody has made it yet."""
    return parse_address(factory.ask("addressOf", OWNER.address))


def agrees(chain: Chain, signer: bytes, signature: bytes, digest: bytes = DIGEST) -> bool:
    code = bytes.fromhex(artifact("SignatureValidator")["bytecode"][2:])
    types = ("address", "bytes32", "bytes")
    answer = chain.call(None, code + encode(types, (signer, digest, signature)))
    assert answer in {b"\x00", b"\x01"}
    return answer == b"\x01"


def wrapped(factory: Contract, owner: Key, signature: bytes) -> bytes:
    order = factory.data("make", owner.address)
    return encode(("address", "bytes", "bytes"), (factory.address, order, signature)) + WRAPPED


def test_a_key_signs_for_its_own_account_only(chain: Chain) -> None:
    assert agrees(chain, OWNER.address, OWNER.sign(DIGEST))
    assert not agrees(chain, OWNER.address, STRANGER.sign(DIGEST))
    assert not agrees(chain, OWNER.address, OWNER.sign(DIGEST), keccak(b"another"))


@pytest.mark.parametrize("signature", [b"", bytes(65), b"\x01" * 64, WRAPPED[:31]])
def test_what_is_no_signature_is_refused(chain: Chain, signature: bytes) -> None:
    assert not agrees(chain, OWNER.address, signature)
    assert not agrees(chain, bytes(20), signature)


def test_a_wallet_signs_by_its_owners_key(chain: Chain, factory: Contract, wallet: bytes) -> None:
    factory.send("make", OWNER.address)

    assert agrees(chain, wallet, OWNER.sign(DIGEST))
    assert not agrees(chain, wallet, STRANGER.sign(DIGEST))


def test_a_wallet_that_is_not_there_yet_signs_and_still_is_not_there(
    chain: Chain, factory: Contract, wallet: bytes
) -> None:
    assert agrees(chain, wallet, wrapped(factory, OWNER, OWNER.sign(DIGEST)))
    assert not agrees(chain, wallet, wrapped(factory, OWNER, STRANGER.sign(DIGEST)))
    assert chain.ask("eth_getCode", "0x" + wallet.hex(), "latest") == "0x"


def test_a_stranger_cannot_sign_by_making_their_own_wallet(
    chain: Chain, factory: Contract, wallet: bytes
) -> None:
    assert not agrees(chain, wallet, wrapped(factory, STRANGER, STRANGER.sign(DIGEST)))


def test_a_wallet_that_is_there_by_now_signs_in_the_old_way(
    chain: Chain, factory: Contract, wallet: bytes
) -> None:
    factory.send("make", OWNER.address)

    assert agrees(chain, wallet, wrapped(factory, OWNER, OWNER.sign(DIGEST)))
    assert not agrees(chain, wallet, wrapped(factory, OWNER, STRANGER.sign(DIGEST)))


def test_a_wrapper_with_nothing_in_it_is_no_yes(chain: Chain) -> None:
    with pytest.raises(Reverted):
        agrees(chain, OWNER.address, WRAPPED)


def test_a_delegated_account_still_signs_by_its_own_key(chain: Chain, wallet: bytes) -> None:
    delegated = "0xef0100" + wallet.hex()
    chain.ask("anvil_setCode", "0x" + OWNER.address.hex(), delegated)

    assert agrees(chain, OWNER.address, OWNER.sign(DIGEST))
    assert not agrees(chain, OWNER.address, STRANGER.sign(DIGEST))


def test_a_test_leaves_nothing_behind(node: Chain) -> None:
    before = node.ask("eth_blockNumber")

    with node.undone() as chain:
        chain.deploy("doubles/WalletFactory")
        assert chain.ask("eth_blockNumber") != before

    assert node.ask("eth_blockNumber") == before
