// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AttendanceBadge } from "../../src/AttendanceBadge.sol";
import { EventTicket } from "../../src/EventTicket.sol";
import { ITicketRegistry } from "../../src/ITicketRegistry.sol";
import { Payments } from "../../src/Payments.sol";
import { TicketMarket } from "../../src/TicketMarket.sol";
import { TicketRegistry } from "../../src/TicketRegistry.sol";
import { EventConfig, Gift, Policy, Voucher } from "../../src/ticket/TicketTypes.sol";
import { OddCoin } from "./OddCoin.sol";
import { vm } from "./Vm.sol";

/// @title Everything deployed, people with keys, and short ways to sign and to claim.
abstract contract World {
    uint256 internal constant ISSUER = 0x155;
    uint256 internal constant ALICE = 0xA11CE;
    uint256 internal constant BOB = 0xB0B;
    uint256 internal constant CAROL = 0xCA401;
    uint72 internal constant FACE = 50e6;
    uint40 internal constant NOW = 1_800_000_000;
    uint40 internal constant LOCK = NOW + 10 days;
    uint40 internal constant RELEASE = NOW + 12 days;

    address internal immutable issuer = vm.addr(ISSUER);
    address internal immutable alice = vm.addr(ALICE);
    address internal immutable bob = vm.addr(BOB);
    address internal immutable carol = vm.addr(CAROL);
    address internal constant admin = address(0xAD1);
    address internal constant creator = address(0xC8EA);
    address internal constant operator = address(0x09E8);
    address internal constant gate = address(0x6A7E);
    address internal constant pauser = address(0x9A05);
    address internal constant treasury = address(0x78EA);
    address internal constant organizer = address(0x0864);
    address internal constant artist = address(0xA871);
    address internal constant relayer = address(0x8E1A);

    TicketRegistry internal registry;
    TicketMarket internal market;
    EventTicket internal implementation;
    Payments internal payments;
    AttendanceBadge internal badge;
    OddCoin internal coin;
    /// One event of each kind that tests need most.
    EventTicket internal ticket; // gifts and market, priced in the token
    EventTicket internal coinTicket; // the same, priced in the coin
    EventTicket internal freeTicket;
    EventTicket internal soulbound;

    function setUp() public virtual {
        vm.warp(NOW);
        coin = new OddCoin();
        registry = new TicketRegistry(admin, treasury, 250);
        market = new TicketMarket(ITicketRegistry(address(registry)));
        implementation = new EventTicket(ITicketRegistry(address(registry)), address(market));
        payments = new Payments(ITicketRegistry(address(registry)));
        badge = new AttendanceBadge(ITicketRegistry(address(registry)), "ipfs://badges/");
        _grant("CREATOR", creator);
        _grant("ISSUER", issuer);
        _grant("OPERATOR", operator);
        _grant("CHECKIN", gate);
        _grant("PAUSER", pauser);
        vm.prank(admin);
        registry.setImplementation(address(implementation));
        vm.prank(admin);
        registry.setCurrency(address(0), true);
        vm.prank(admin);
        registry.setCurrency(address(coin), true);
        ticket = newEvent(Policy.GiftOrMarket, address(coin));
        coinTicket = newEvent(Policy.GiftOrMarket, address(0));
        freeTicket = newEvent(Policy.Free, address(coin));
        soulbound = newEvent(Policy.Soulbound, address(coin));
        address[4] memory rich = [alice, bob, carol, relayer];
        for (uint256 i = 0; i < rich.length; ++i) {
            vm.deal(rich[i], 1000 ether);
            coin.mint(rich[i], 1_000_000e6);
        }
    }

    // ---------------------------------------------------------------- events

    function configOf(Policy policy, address currency) internal pure returns (EventConfig memory) {
        return EventConfig({
            eventId: keccak256("an event"),
            organizer: organizer,
            currency: currency,
            royaltyReceiver: artist,
            maxSupply: 1000,
            royaltyBps: 500,
            capBps: 11_000,
            policy: policy,
            lockAt: LOCK,
            releaseAt: RELEASE,
            name: "Lantern Night",
            symbol: "LANT",
            baseURI: "ipfs://lantern/"
        });
    }

    function newEvent(Policy policy, address currency) internal returns (EventTicket) {
        return newEvent(configOf(policy, currency));
    }

    function newEvent(EventConfig memory config) internal returns (EventTicket) {
        vm.prank(creator);
        return EventTicket(registry.createEvent(config));
    }

    // ---------------------------------------------------------------- what is signed

    function voucherOf(uint256 id, address to, bool paid) internal view returns (Voucher memory) {
        return Voucher({
            tokenId: id,
            to: to,
            tier: 2,
            faceValue: FACE,
            paid: paid,
            validUntil: uint40(block.timestamp + 30 minutes),
            epoch: registry.issuerEpoch()
        });
    }

    function digestOf(EventTicket on, Voucher memory voucher) internal view returns (bytes32) {
        bytes32 kind = keccak256(
            "Voucher(uint256 tokenId,address to,uint8 tier,uint72 faceValue,bool paid,uint40 validUntil,uint64 epoch)"
        );
        return typed("Bilten Ticket", address(on), keccak256(abi.encode(kind, voucher)));
    }

    function giftOf(EventTicket on, uint256 id, address from, address to)
        internal
        view
        returns (Gift memory)
    {
        return Gift({
            tokenId: id,
            from: from,
            to: to,
            nonce: nonceOf(on, id),
            validUntil: uint40(block.timestamp + 1 hours),
            epoch: registry.issuerEpoch()
        });
    }

    function digestOf(EventTicket on, Gift memory gift) internal view returns (bytes32) {
        bytes32 kind = keccak256(
            "Gift(uint256 tokenId,address from,address to,uint16 nonce,uint40 validUntil,uint64 epoch)"
        );
        return typed("Bilten Ticket", address(on), keccak256(abi.encode(kind, gift)));
    }

    function listingOf(EventTicket on, uint256 id, address seller, uint256 price)
        internal
        view
        returns (TicketMarket.Listing memory)
    {
        return TicketMarket.Listing({
            ticket: address(on),
            tokenId: id,
            seller: seller,
            price: price,
            minProceeds: price * 92 / 100,
            validUntil: uint40(block.timestamp + 1 days),
            nonce: nonceOf(on, id),
            counter: market.counters(seller),
            buyer: address(0)
        });
    }

    /// EIP-712 written out once more, so that contracts are not asked what they should have hashed.
    function typed(string memory name, address contract_, bytes32 hash)
        internal
        view
        returns (bytes32)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256(bytes(name)),
                keccak256("1"),
                block.chainid,
                contract_
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, hash));
    }

    function sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    // ---------------------------------------------------------------- what is done

    function claim(EventTicket on, uint256 id, address to) internal {
        Voucher memory voucher = voucherOf(id, to, false);
        bytes memory signature = sign(ISSUER, digestOf(on, voucher));
        vm.prank(relayer);
        on.claim(voucher, signature);
    }

    function claimPaid(EventTicket on, uint256 id, address to) internal {
        Voucher memory voucher = voucherOf(id, to, true);
        bytes memory signature = sign(ISSUER, digestOf(on, voucher));
        if (on.currency() == address(0)) {
            vm.prank(to);
            on.claim{ value: FACE }(voucher, signature);
        } else {
            vm.prank(to);
            coin.approve(address(on), FACE);
            vm.prank(to);
            on.claim(voucher, signature);
        }
    }

    function give(EventTicket on, uint256 id, uint256 from, address to) internal {
        Gift memory present = giftOf(on, id, vm.addr(from), to);
        bytes32 digest = digestOf(on, present);
        on.gift(present, sign(from, digest), sign(ISSUER, digest));
    }

    function redeem(EventTicket on, uint256 id) internal {
        (uint256[] memory words, uint256[] memory masks) = (new uint256[](1), new uint256[](1));
        (words[0], masks[0]) = (id >> 8, 1 << (id & 0xff));
        vm.prank(gate);
        on.redeem(words, masks);
    }

    function buy(TicketMarket.Listing memory listing, uint256 seller, address buyer) internal {
        bytes memory signature = sign(seller, market.listingDigest(listing));
        uint256 value = EventTicket(listing.ticket).currency() == address(0) ? listing.price : 0;
        if (value == 0) {
            vm.prank(buyer);
            coin.approve(address(market), listing.price);
        }
        vm.prank(buyer);
        market.buy{ value: value }(listing, signature, buyer);
    }

    // ---------------------------------------------------------------- what is so

    function nonceOf(EventTicket on, uint256 id) internal view returns (uint16 nonce) {
        (,,,, nonce) = on.ticketOf(id);
    }

    function same(uint256 a, uint256 b) internal pure {
        require(a == b, string.concat("differ: ", _digits(a), " and ", _digits(b)));
    }

    function same(address a, address b) internal pure {
        require(a == b, "addresses differ");
    }

    function same(string memory a, string memory b) internal pure {
        require(keccak256(bytes(a)) == keccak256(bytes(b)), string.concat(a, " and ", b));
    }

    function yes(bool condition) internal pure {
        require(condition, "should be so");
    }

    function no(bool condition) internal pure {
        require(!condition, "should not be so");
    }

    function _grant(string memory role, address account) internal {
        vm.prank(admin);
        registry.grantRole(keccak256(bytes(role)), account);
    }

    function _digits(uint256 n) internal pure returns (string memory text) {
        if (n == 0) return "0";
        while (n > 0) {
            text = string.concat(string(abi.encodePacked(uint8(48 + n % 10))), text);
            n /= 10;
        }
    }
}
