// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EventTicket } from "../src/EventTicket.sol";
import { ITicketRegistry } from "../src/ITicketRegistry.sol";
import { TicketMarket } from "../src/TicketMarket.sol";
import { TicketRegistry } from "../src/TicketRegistry.sol";
import { Coins } from "../src/lib/Coins.sol";
import { TicketClaims } from "../src/ticket/TicketClaims.sol";
import { TicketCore } from "../src/ticket/TicketCore.sol";
import { TicketMoney } from "../src/ticket/TicketMoney.sol";
import { TicketStaff } from "../src/ticket/TicketStaff.sol";
import { EventConfig, Policy, State, Voucher } from "../src/ticket/TicketTypes.sol";
import { ContractWallet } from "../doubles/ContractWallet.sol";
import { FakeTicket, Reenterer } from "./world/Doubles.sol";
import { World } from "./world/World.sol";
import { vm } from "./world/Vm.sol";

/// @title Attacks.tree, branch by branch: each attack by its name.
contract AttacksTest is World {
    uint256 private constant ORDER =
        0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    // ---------------------------------------------------------------- vouchers

    function test_OnVouchers_WhenAVoucherIsReplayedOnTheSameClone() public {
        Voucher memory voucher = voucherOf(1, alice, false);
        bytes memory signature = sign(ISSUER, digestOf(ticket, voucher));
        ticket.claim(voucher, signature);
        vm.expectPartialRevert(TicketClaims.NumberUsed.selector);
        ticket.claim(voucher, signature);
        vm.prank(alice);
        ticket.surrender(1);
        vm.expectPartialRevert(TicketClaims.NumberUsed.selector);
        ticket.claim(voucher, signature);
    }

    function test_OnVouchers_WhenAVoucherIsReplayedOnAnotherClone() public {
        Voucher memory voucher = voucherOf(1, alice, false);
        bytes memory signature = sign(ISSUER, digestOf(ticket, voucher));
        vm.expectPartialRevert(TicketRegistry.NotAnIssuer.selector);
        coinTicket.claim(voucher, signature);
    }

    function test_OnVouchers_WhenAVoucherIsReplayedOnAnotherChain() public {
        Voucher memory voucher = voucherOf(1, alice, false);
        bytes memory signature = sign(ISSUER, digestOf(ticket, voucher));
        vm.chainId(block.chainid + 1);
        vm.expectPartialRevert(TicketRegistry.NotAnIssuer.selector);
        ticket.claim(voucher, signature);
    }

    function test_OnVouchers_WhenAVoucherIsRedirectedOrChanged(uint8 field) public {
        Voucher memory voucher = voucherOf(1, alice, false);
        bytes memory signature = sign(ISSUER, digestOf(ticket, voucher));
        uint256 word = field % 6;
        if (word == 0) voucher.to = bob;
        if (word == 1) voucher.tokenId = 2;
        if (word == 2) voucher.tier += 1;
        if (word == 3) voucher.faceValue += 1;
        if (word == 4) voucher.paid = true;
        if (word == 5) voucher.validUntil += 1;
        vm.expectPartialRevert(TicketRegistry.NotAnIssuer.selector);
        ticket.claim(voucher, signature);
    }

    function test_OnVouchers_WhenTheKeyOfAnIssuerIsStolen() public {
        for (uint256 id = 1; id <= 1000; ++id) {
            claim(ticket, id, bob);
        }
        Voucher memory voucher = voucherOf(1001, bob, false);
        bytes memory signature = sign(ISSUER, digestOf(ticket, voucher));
        vm.expectRevert(TicketClaims.SoldOut.selector);
        ticket.claim(voucher, signature);
        signature = sign(ISSUER, digestOf(freeTicket, voucher));
        vm.prank(pauser);
        registry.bumpIssuerEpoch();
        vm.expectPartialRevert(TicketRegistry.OldEpoch.selector);
        freeTicket.claim(voucher, signature);
    }

    function test_OnVouchers_WhenSomebodyRunsAheadWithAClaim() public {
        Voucher memory voucher = voucherOf(1, alice, true);
        bytes memory signature = sign(ISSUER, digestOf(coinTicket, voucher));
        vm.prank(bob);
        coinTicket.claim{ value: FACE }(voucher, signature);
        same(coinTicket.ownerOf(1), alice);
    }

    function test_OnVouchers_WhenASignatureIsTurnedIntoItsTwin(uint96 id) public {
        Voucher memory voucher = voucherOf(id, alice, false);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ISSUER, digestOf(ticket, voucher));
        bytes memory twin = abi.encodePacked(r, bytes32(ORDER - uint256(s)), v == 27 ? 28 : 27);
        vm.expectRevert();
        ticket.claim(voucher, twin);
    }

    function test_OnVouchers_WhenNobodySigns(bytes calldata garbage) public {
        Voucher memory voucher = voucherOf(1, alice, false);
        vm.expectRevert();
        ticket.claim(voucher, garbage);
    }

    // ---------------------------------------------------------------- sales

    function test_OnSales_WhenSomebodyRunsAheadWithAPurchaseThatNamesItsBuyer() public {
        claim(coinTicket, 1, alice);
        TicketMarket.Listing memory listing = listingOf(coinTicket, 1, alice, FACE);
        listing.buyer = bob;
        bytes memory signature = sign(ALICE, market.listingDigest(listing));
        vm.prank(carol);
        vm.expectPartialRevert(TicketMarket.ForSomebodyElse.selector);
        market.buy{ value: FACE }(listing, signature, carol);
        vm.prank(carol);
        market.buy{ value: FACE }(listing, signature, bob);
        same(coinTicket.ownerOf(1), bob);
    }

    function test_OnSales_WhenAStaleListingComesUpAfterTheSellerBoughtBack() public {
        claim(ticket, 1, alice);
        TicketMarket.Listing memory stale = listingOf(ticket, 1, alice, FACE / 2);
        bytes memory signature = sign(ALICE, market.listingDigest(stale));
        buy(listingOf(ticket, 1, alice, FACE), ALICE, bob);
        buy(listingOf(ticket, 1, bob, FACE), BOB, alice);
        vm.expectPartialRevert(TicketClaims.OldNonce.selector);
        market.buy(stale, signature, carol);
    }

    function test_OnSales_WhenTheFeeIsRaisedUnderASignedListing() public {
        claim(coinTicket, 1, alice);
        TicketMarket.Listing memory listing = listingOf(coinTicket, 1, alice, FACE);
        bytes memory signature = sign(ALICE, market.listingDigest(listing));
        vm.prank(admin);
        registry.setFee(500, treasury);
        vm.prank(bob);
        vm.expectPartialRevert(TicketMarket.ProceedsTooLow.selector);
        market.buy{ value: FACE }(listing, signature, bob);
    }

    function test_OnSales_WhenATicketContractIsFake() public {
        FakeTicket fake = new FakeTicket(address(coin));
        claim(ticket, 1, alice);
        TicketMarket.Listing memory listing = listingOf(ticket, 1, alice, FACE);
        listing.ticket = address(fake);
        bytes memory signature = sign(ALICE, market.listingDigest(listing));
        vm.prank(bob);
        vm.expectPartialRevert(TicketRegistry.NotAnEvent.selector);
        market.buy(listing, signature, bob);
        same(fake.sold(), 0);
    }

    function test_OnSales_WhenATicketWouldBeStuckInTheMarket() public {
        Voucher memory voucher = voucherOf(1, address(market), false);
        bytes memory signature = sign(ISSUER, digestOf(ticket, voucher));
        vm.expectPartialRevert(TicketCore.ContractCannotHold.selector);
        ticket.claim(voucher, signature);
        claim(coinTicket, 1, alice);
        TicketMarket.Listing memory listing = listingOf(coinTicket, 1, alice, FACE);
        signature = sign(ALICE, market.listingDigest(listing));
        vm.prank(bob);
        vm.expectPartialRevert(TicketCore.ContractCannotHold.selector);
        market.buy{ value: FACE }(listing, signature, address(market));
    }

    function test_OnSales_WhenAListingIsReplayedOnAnotherMarket() public {
        claim(coinTicket, 1, alice);
        TicketMarket other = new TicketMarket(ITicketRegistry(address(registry)));
        TicketMarket.Listing memory listing = listingOf(coinTicket, 1, alice, FACE);
        bytes memory signature = sign(ALICE, market.listingDigest(listing));
        vm.prank(bob);
        vm.expectPartialRevert(TicketMarket.NotSigned.selector);
        other.buy{ value: FACE }(listing, signature, bob);
    }

    function test_OnSales_WhenTheSellerDelegatesAndTheDelegateLacksERC1271() public {
        claim(coinTicket, 1, alice);
        vm.etch(alice, abi.encodePacked(hex"ef0100", address(registry)));
        buy(listingOf(coinTicket, 1, alice, FACE), ALICE, bob);
        same(coinTicket.ownerOf(1), bob);
    }

    function test_OnSales_WhenTheSellerIsByNowAWalletThatKnowsERC1271() public {
        address wallet = address(0x3A11E7);
        claim(coinTicket, 1, wallet);
        vm.etch(wallet, address(new ContractWallet(carol)).code);
        TicketMarket.Listing memory listing = listingOf(coinTicket, 1, wallet, FACE);
        bytes memory wrong = sign(ALICE, market.listingDigest(listing));
        vm.prank(bob);
        vm.expectPartialRevert(TicketMarket.NotSigned.selector);
        market.buy{ value: FACE }(listing, wrong, bob);
        buy(listing, CAROL, bob);
        same(coinTicket.ownerOf(1), bob);
    }

    function test_OnSales_WhenTheSellerBurnsAllGas() public {
        claim(coinTicket, 1, alice);
        vm.etch(alice, hex"5b600056"); // jumps in a circle
        TicketMarket.Listing memory listing = listingOf(coinTicket, 1, alice, FACE);
        bytes memory signature = sign(ALICE, market.listingDigest(listing));
        vm.prank(bob);
        market.buy{ value: FACE, gas: 300_000 }(listing, signature, bob);
        same(coinTicket.ownerOf(1), bob);
        same(market.credits(address(0), alice), uint256(FACE) * 925 / 1000);
    }

    function test_OnSales_WhenTheSellerCallsBackIntoTheMarket() public {
        claim(coinTicket, 1, alice);
        TicketMarket.Listing memory listing = listingOf(coinTicket, 1, alice, FACE);
        bytes memory signature = sign(ALICE, market.listingDigest(listing));
        vm.etch(alice, address(new Reenterer()).code);
        Reenterer(payable(alice))
            .prepare(address(market), abi.encodeCall(market.fetch, (address(0), alice)));
        vm.prank(bob);
        market.buy{ value: FACE }(listing, signature, bob);
        no(Reenterer(payable(alice)).succeeded());
        same(coinTicket.ownerOf(1), bob);
    }

    // ---------------------------------------------------------------- the cap

    function test_OnTheCap_WhenTheHolderApprovesAnotherMarketplace() public {
        claim(ticket, 1, alice);
        vm.prank(alice);
        vm.expectPartialRevert(TicketCore.PolicyForbids.selector);
        ticket.setApprovalForAll(address(0x5EA), true);
        vm.prank(alice);
        vm.expectPartialRevert(TicketCore.PolicyForbids.selector);
        ticket.approve(address(0x5EA), 1);
    }

    function test_OnTheCap_WhenAWrapperWouldTakeTheTicket() public {
        claim(freeTicket, 1, alice);
        vm.prank(alice);
        vm.expectPartialRevert(TicketCore.ContractCannotHold.selector);
        freeTicket.transferFrom(alice, address(coin), 1);
    }

    function test_OnTheCap_WhenAWrapperWaitsAtAnAddressWithoutCode() public {
        address wrapper = address(0x3A11E7);
        claim(ticket, 1, wrapper); // nobody can see what it will be
        vm.etch(wrapper, address(new ContractWallet(carol)).code);
        TicketMarket.Listing memory listing =
            listingOf(ticket, 1, wrapper, uint256(FACE) * 110 / 100 + 1);
        bytes memory signature = sign(CAROL, market.listingDigest(listing));
        vm.expectPartialRevert(EventTicket.PriceTooHigh.selector);
        market.buy(listing, signature, bob);
    }

    function test_OnTheCap_WhenABuyerPaysAFeeOnTopToTheOrganizer() public {
        EventConfig memory greedy = configOf(Policy.MarketOnly, address(coin));
        greedy.royaltyBps = 1001;
        vm.prank(creator);
        vm.expectPartialRevert(TicketRegistry.RoyaltyTooHigh.selector);
        registry.createEvent(greedy);
    }

    // ---------------------------------------------------------------- the escrow

    function test_OnTheEscrow_WhenTheOrganizerTakesTheMoneyAndCancels() public {
        claimPaid(ticket, 1, alice);
        vm.prank(organizer);
        vm.expectPartialRevert(TicketMoney.TooEarly.selector);
        ticket.release();
        vm.warp(RELEASE);
        ticket.release();
        vm.prank(organizer);
        vm.expectPartialRevert(TicketCore.NotLive.selector);
        ticket.cancel();
    }

    function test_OnTheEscrow_WhenTheOrganizerMovesTheReleaseNearer(uint40 to) public {
        vm.assume(to < RELEASE);
        vm.prank(organizer);
        vm.expectRevert(TicketStaff.TimesOutOfOrder.selector);
        ticket.reschedule(0, to);
    }

    function test_OnTheEscrow_WhenTheOrganizerVoidsAllAndCancels() public {
        claimPaid(ticket, 1, alice);
        vm.prank(organizer);
        ticket.voidTicket(1);
        redeem(ticket, 1);
        vm.prank(organizer);
        ticket.cancel();
        uint256 before = coin.balanceOf(alice);
        vm.prank(alice);
        ticket.refund(1);
        same(coin.balanceOf(alice), before + FACE);
    }

    function test_OnTheEscrow_WhenTheHolderCallsBackDuringARefund() public {
        claimPaid(coinTicket, 1, alice);
        claimPaid(coinTicket, 2, bob);
        vm.prank(operator);
        coinTicket.cancel();
        vm.etch(alice, address(new Reenterer()).code);
        Reenterer(payable(alice))
            .prepare(address(coinTicket), abi.encodeCall(coinTicket.refund, (1)));
        uint256 before = alice.balance;
        vm.prank(alice);
        coinTicket.refund(1);
        same(alice.balance, before + FACE);
        no(Reenterer(payable(alice)).succeeded());
        same(address(coinTicket).balance, FACE);
    }

    function test_OnTheEscrow_WhenTheOrganizerCallsBackDuringARelease() public {
        claimPaid(coinTicket, 1, alice);
        Reenterer greedy = new Reenterer();
        vm.prank(organizer);
        coinTicket.setOrganizer(address(greedy));
        greedy.prepare(address(coinTicket), abi.encodeCall(coinTicket.cancel, ()));
        vm.warp(RELEASE);
        coinTicket.release();
        no(greedy.succeeded());
        yes(coinTicket.state() == State.Released);
        same(address(greedy).balance, FACE - 1_250_000);
    }

    function test_OnTheEscrow_WhenATokenKeepsAFeeOfWhatIsEscrowed() public {
        coin.keep(1);
        vm.prank(alice);
        coin.approve(address(ticket), FACE);
        Voucher memory voucher = voucherOf(1, alice, true);
        bytes memory signature = sign(ISSUER, digestOf(ticket, voucher));
        vm.prank(alice);
        vm.expectPartialRevert(Coins.ShortTransfer.selector);
        ticket.claim(voucher, signature);
    }

    function test_OnTheEscrow_WhenTheImplementationIsInitialised() public {
        vm.prank(address(registry));
        vm.expectRevert(EventTicket.AlreadySet.selector);
        implementation.initialize(configOf(Policy.Free, address(0)));
    }

    function test_OnTheEscrow_WhenACloneIsInitialisedAgain() public {
        vm.prank(operator);
        ticket.cancel();
        vm.prank(address(registry));
        vm.expectRevert(EventTicket.AlreadySet.selector);
        ticket.initialize(configOf(Policy.Free, address(0)));
    }
}
