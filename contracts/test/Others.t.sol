// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AttendanceBadge } from "../src/AttendanceBadge.sol";
import { EventTicket } from "../src/EventTicket.sol";
import { Payments } from "../src/Payments.sol";
import { TicketRegistry } from "../src/TicketRegistry.sol";
import { Coins } from "../src/lib/Coins.sol";
import { EventConfig, Policy } from "../src/ticket/TicketTypes.sol";
import { Coin } from "../doubles/Coin.sol";
import { World } from "./world/World.sol";
import { vm } from "./world/Vm.sol";

/// @title Others.tree, branch by branch: registry, badges, payments.
contract OthersTest is World {
    // ---------------------------------------------------------------- events

    function _config() private pure returns (EventConfig memory config) {
        config = configOf(Policy.MarketOnly, address(0));
        config.eventId = keccak256("another event");
    }

    function _refuse(EventConfig memory config, bytes4 fault) private {
        vm.prank(creator);
        vm.expectPartialRevert(fault);
        registry.createEvent(config);
    }

    function test_CreateEvent_WhenTheCallerMayNotCreate() public {
        vm.expectRevert();
        registry.createEvent(_config());
    }

    function test_CreateEvent_WhenThereIsNoImplementation() public {
        TicketRegistry bare = new TicketRegistry(admin, treasury, 0);
        bytes32 role = bare.CREATOR();
        vm.prank(admin);
        bare.grantRole(role, creator);
        vm.prank(creator);
        vm.expectPartialRevert(TicketRegistry.Missing.selector);
        bare.createEvent(_config());
    }

    function test_CreateEvent_WhenThereIsNoOrganizer() public {
        EventConfig memory config = _config();
        config.organizer = address(0);
        _refuse(config, TicketRegistry.Missing.selector);
    }

    function test_CreateEvent_WhenThereIsNoSupply() public {
        EventConfig memory config = _config();
        config.maxSupply = 0;
        _refuse(config, TicketRegistry.Missing.selector);
    }

    function test_CreateEvent_WhenTheRoyaltyIsAboveATenth() public {
        EventConfig memory config = _config();
        config.royaltyBps = 1001;
        _refuse(config, TicketRegistry.RoyaltyTooHigh.selector);
    }

    function test_CreateEvent_WhenNobodyGetsTheRoyalty() public {
        EventConfig memory config = _config();
        config.royaltyReceiver = address(0);
        _refuse(config, TicketRegistry.Missing.selector);
    }

    function test_CreateEvent_WhenTheCurrencyIsNotOnTheList() public {
        EventConfig memory config = _config();
        config.currency = address(new Coin("Other Dollar", "oUSD"));
        _refuse(config, TicketRegistry.CurrencyUnknown.selector);
    }

    function test_CreateEvent_WhenTheLockIsAfterTheRelease() public {
        EventConfig memory config = _config();
        config.lockAt = RELEASE + 1;
        _refuse(config, TicketRegistry.TimesOutOfOrder.selector);
    }

    function test_CreateEvent_WhenTheReleaseHasPassed() public {
        vm.warp(RELEASE);
        _refuse(_config(), TicketRegistry.TimesOutOfOrder.selector);
    }

    function test_CreateEvent_WhenTheSameEventExists() public {
        newEvent(_config());
        vm.prank(creator);
        vm.expectRevert();
        registry.createEvent(_config());
    }

    function test_CreateEvent_WhenOneWordOfItDiffers() public view {
        EventConfig memory config = _config();
        address first = registry.addressOf(config);
        config.capBps += 1;
        no(registry.addressOf(config) == first);
    }

    function test_CreateEvent_WhenAllIsSound() public {
        address expected = registry.addressOf(_config());
        EventTicket made = newEvent(_config());
        same(address(made), expected);
        yes(registry.isEvent(expected));
        same(made.organizer(), organizer);
        same(made.maxSupply(), 1000);
        same(made.royaltyReceiver(), artist);
    }

    // ---------------------------------------------------------------- administration

    function test_Administration_WhenAStrangerAdministers() public {
        bytes[5] memory calls = [
            abi.encodeCall(registry.setImplementation, (address(implementation))),
            abi.encodeCall(registry.setCurrency, (address(coin), true)),
            abi.encodeCall(registry.setFee, (1, bob)),
            abi.encodeCall(registry.pause, ()),
            abi.encodeCall(registry.bumpIssuerEpoch, ())
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(bob);
            (bool done,) = address(registry).call(calls[i]);
            no(done);
        }
    }

    function test_Administration_WhenTheFeeIsAboveFiveInAHundred() public {
        vm.prank(admin);
        vm.expectPartialRevert(TicketRegistry.FeeTooHigh.selector);
        registry.setFee(501, treasury);
    }

    function test_Administration_WhenNobodyGetsTheFee() public {
        vm.prank(admin);
        vm.expectPartialRevert(TicketRegistry.Missing.selector);
        registry.setFee(1, address(0));
    }

    function test_Administration_WhenTheNextImplementationHasNoCode() public {
        vm.prank(admin);
        vm.expectPartialRevert(TicketRegistry.Missing.selector);
        registry.setImplementation(bob);
    }

    function test_Administration_WhenThePauserUnpauses() public {
        vm.prank(pauser);
        registry.pause();
        vm.prank(pauser);
        vm.expectRevert();
        registry.unpause();
    }

    function test_Administration_WhenTheAdminChangesHands() public {
        vm.prank(admin);
        registry.beginDefaultAdminTransfer(bob);
        vm.prank(bob);
        vm.expectRevert();
        registry.acceptDefaultAdminTransfer();
        vm.warp(block.timestamp + 2 days + 1);
        vm.prank(bob);
        registry.acceptDefaultAdminTransfer();
        same(registry.defaultAdmin(), bob);
    }

    function test_Administration_WhenThePauserEndsAnEpoch() public {
        vm.prank(pauser);
        registry.bumpIssuerEpoch();
        same(registry.issuerEpoch(), 1);
    }

    // ---------------------------------------------------------------- badges

    function _leaf(uint96 number, address attendee) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(number, attendee))));
    }

    function _node(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(bytes.concat(a, b)) : keccak256(bytes.concat(b, a));
    }

    /// Alice came with ticket 1, Bob with ticket 2.
    function _crowd() private returns (bytes32[] memory proofOfAlice) {
        proofOfAlice = new bytes32[](1);
        proofOfAlice[0] = _leaf(2, bob);
        vm.prank(gate);
        ticket.setAttendanceRoot(_node(_leaf(1, alice), _leaf(2, bob)), 2, "");
    }

    function _refuseBadge(
        address on,
        uint96 number,
        address to,
        bytes32[] memory proof,
        bytes4 fault
    ) private {
        vm.expectPartialRevert(fault);
        badge.claim(on, number, to, proof);
    }

    function test_Claim_WhenTheContractIsNoneOfOurEvents() public {
        bytes32[] memory proof = _crowd();
        _refuseBadge(address(badge), 1, alice, proof, AttendanceBadge.NotAnEvent.selector);
    }

    function test_Claim_WhenNoCrowdWasWrittenDown() public {
        bytes32[] memory proof = _crowd();
        _refuseBadge(address(freeTicket), 1, alice, proof, AttendanceBadge.NotInTheTree.selector);
    }

    function test_Claim_WhenSomebodyElseUsesTheProof() public {
        bytes32[] memory proof = _crowd();
        _refuseBadge(address(ticket), 1, carol, proof, AttendanceBadge.NotInTheTree.selector);
        _refuseBadge(address(ticket), 3, alice, proof, AttendanceBadge.NotInTheTree.selector);
    }

    function test_Claim_WhenAnInnerNodeIsShownAsALeaf() public {
        // A root of four; the inner node is keccak of 64 bytes, as a leaf hashed once would be.
        bytes32 left = keccak256(abi.encode(uint256(5), alice));
        bytes32 right = _leaf(2, bob);
        vm.prank(gate);
        ticket.setAttendanceRoot(_node(left, right), 2, "");
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = right;
        _refuseBadge(address(ticket), 5, alice, proof, AttendanceBadge.NotInTheTree.selector);
    }

    function test_Claim_WhenTheBadgeWasClaimedBefore() public {
        bytes32[] memory proof = _crowd();
        badge.claim(address(ticket), 1, alice, proof);
        vm.expectRevert();
        badge.claim(address(ticket), 1, alice, proof);
    }

    function test_Claim_WhenTheProofIsGood() public {
        bytes32[] memory proof = _crowd();
        badge.claim(address(ticket), 1, alice, proof);
        uint256 id = badge.idOf(address(ticket), 1);
        same(id, (uint256(uint160(address(ticket))) << 96) | 1);
        same(badge.ownerOf(id), alice);
        yes(badge.locked(id) && badge.supportsInterface(0xb45a3c0e));
        same(badge.name(), "Bilten Attendance");
        same(badge.symbol(), "WASTHERE");
        same(bytes(badge.tokenURI(id)).length, 14 + 66);
        vm.prank(alice);
        vm.expectRevert(AttendanceBadge.StaysForEver.selector);
        badge.transferFrom(alice, bob, id);
        vm.prank(alice);
        vm.expectRevert(AttendanceBadge.StaysForEver.selector);
        badge.approve(bob, id);
        vm.prank(alice);
        vm.expectRevert(AttendanceBadge.StaysForEver.selector);
        badge.setApprovalForAll(bob, true);
    }

    // ---------------------------------------------------------------- payments

    uint256 private constant DUE = 120e6;

    function _quote(address currency) private view returns (Payments.Quote memory) {
        return Payments.Quote({
            orderId: keccak256("order"),
            currency: currency,
            amount: DUE,
            receiver: organizer,
            validUntil: uint40(block.timestamp + 15 minutes),
            epoch: registry.issuerEpoch()
        });
    }

    function _signed(Payments.Quote memory quote) private view returns (bytes memory) {
        return sign(ISSUER, payments.quoteDigest(quote));
    }

    function _refuse(Payments.Quote memory quote, uint256 value, bytes4 fault) private {
        bytes memory signature = _signed(quote);
        vm.prank(alice);
        coin.approve(address(payments), DUE);
        vm.prank(alice);
        vm.expectPartialRevert(fault);
        payments.pay{ value: value }(quote, signature);
    }

    function test_Pay_WhenTheQuoteHasExpired() public {
        Payments.Quote memory quote = _quote(address(coin));
        vm.warp(quote.validUntil + 1);
        _refuse(quote, 0, Payments.Expired.selector);
    }

    function test_Pay_WhenTheOrderWasPaidBefore() public {
        test_Pay_WhenTheExactTokenIsAllowed();
        _refuse(_quote(address(coin)), 0, Payments.AlreadyPaid.selector);
        _refuse(_quote(address(0)), DUE, Payments.AlreadyPaid.selector);
    }

    function test_Pay_WhenAStrangerSignedTheQuote() public {
        Payments.Quote memory quote = _quote(address(coin));
        bytes memory signature = sign(BOB, payments.quoteDigest(quote));
        vm.expectPartialRevert(TicketRegistry.NotAnIssuer.selector);
        payments.pay(quote, signature);
    }

    function test_Pay_WhenTheEpochOfTheQuoteIsOver() public {
        Payments.Quote memory quote = _quote(address(coin));
        vm.prank(pauser);
        registry.bumpIssuerEpoch();
        _refuse(quote, 0, TicketRegistry.OldEpoch.selector);
    }

    function test_Pay_WhenThePlatformIsPausedForPayments() public {
        vm.prank(pauser);
        registry.pause();
        _refuse(_quote(address(coin)), 0, TicketRegistry.IsPaused.selector);
    }

    function test_Pay_WhenTooLittleCoinIsSent() public {
        _refuse(_quote(address(0)), DUE - 1, Coins.WrongValue.selector);
    }

    function test_Pay_WhenTooMuchCoinIsSent() public {
        _refuse(_quote(address(0)), DUE + 1, Coins.WrongValue.selector);
    }

    function test_Pay_WhenCoinIsSentWithAToken() public {
        _refuse(_quote(address(coin)), 1, Coins.WrongValue.selector);
    }

    function test_Pay_WhenTheTokenArrivesShort() public {
        coin.keep(1);
        _refuse(_quote(address(coin)), 0, Coins.ShortTransfer.selector);
    }

    function test_Pay_WhenTheReceiverRefusesCoin() public {
        Payments.Quote memory quote = _quote(address(0));
        quote.receiver = address(coin);
        _refuse(quote, DUE, Coins.CoinRefused.selector);
    }

    function test_Pay_WhenTheExactCoinIsSent() public {
        Payments.Quote memory quote = _quote(address(0));
        bytes memory signature = _signed(quote);
        vm.prank(alice);
        payments.pay{ value: DUE }(quote, signature);
        same(organizer.balance, DUE);
        yes(payments.isPaid(quote.orderId));
    }

    function test_Pay_WhenTheExactTokenIsAllowed() public {
        Payments.Quote memory quote = _quote(address(coin));
        bytes memory signature = _signed(quote);
        vm.prank(alice);
        coin.approve(address(payments), DUE);
        vm.prank(alice);
        payments.pay(quote, signature);
        same(coin.balanceOf(organizer), DUE);
        same(coin.balanceOf(address(payments)), 0);
    }

    function _authorized(bytes32 nonce, uint256 amount)
        private
        view
        returns (Payments.Authorization memory)
    {
        bytes32 kind = keccak256(
            "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
        );
        bytes32 hash = keccak256(
            abi.encode(kind, alice, address(payments), amount, 0, type(uint256).max, nonce)
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", coin.DOMAIN_SEPARATOR(), hash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE, digest);
        return Payments.Authorization(alice, 0, type(uint256).max, v, r, s);
    }

    function _refuse(Payments.Authorization memory authorization) private {
        Payments.Quote memory quote = _quote(address(coin));
        bytes memory signature = _signed(quote);
        vm.expectRevert(Coin.BadSignature.selector);
        payments.payAuthorized(quote, signature, authorization);
    }

    function test_PayAuthorized_WhenThePayerSignedForAnotherOrder() public {
        _refuse(_authorized(keccak256("another order"), DUE));
    }

    function test_PayAuthorized_WhenThePayerSignedForAnotherAmount() public {
        _refuse(_authorized(keccak256("order"), DUE - 1));
    }

    function test_PayAuthorized_WhenSomebodyTakesTheAuthorizationToTheTokenItself() public {
        Payments.Authorization memory by = _authorized(keccak256("order"), DUE);
        vm.prank(bob);
        vm.expectRevert(Coin.NotForYou.selector);
        coin.receiveWithAuthorization(
            alice,
            address(payments),
            DUE,
            0,
            type(uint256).max,
            keccak256("order"),
            by.v,
            by.r,
            by.s
        );
    }

    function test_PayAuthorized_WhenThePayerSignedForThisOrder() public {
        Payments.Quote memory quote = _quote(address(coin));
        bytes memory signature = _signed(quote);
        vm.prank(relayer);
        payments.payAuthorized(quote, signature, _authorized(keccak256("order"), DUE));
        same(coin.balanceOf(organizer), DUE);
        same(coin.balanceOf(alice), 1_000_000e6 - DUE);
        yes(payments.isPaid(quote.orderId));
    }
}
