// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EventTicket } from "../src/EventTicket.sol";
import { TicketMarket } from "../src/TicketMarket.sol";
import { TicketRegistry } from "../src/TicketRegistry.sol";
import { Coins } from "../src/lib/Coins.sol";
import { TicketClaims } from "../src/ticket/TicketClaims.sol";
import { TicketCore } from "../src/ticket/TicketCore.sol";
import { Voucher } from "../src/ticket/TicketTypes.sol";
import { OddCoin } from "./world/OddCoin.sol";
import { World } from "./world/World.sol";
import { vm } from "./world/Vm.sol";

/// @title Market.tree, branch by branch.
contract MarketTest is World {
    uint256 private constant CAP = uint256(FACE) * 110 / 100;

    function setUp() public override {
        super.setUp();
        claim(ticket, 1, alice);
        claim(coinTicket, 1, alice);
        claim(soulbound, 1, alice);
    }

    function _listing() private view returns (TicketMarket.Listing memory) {
        return listingOf(ticket, 1, alice, FACE);
    }

    function _refuse(TicketMarket.Listing memory listing, bytes4 fault) private {
        _refuse(listing, bob, 0, fault);
    }

    function _refuse(TicketMarket.Listing memory listing, address to, uint256 value, bytes4 fault)
        private
    {
        bytes memory signature = sign(ALICE, market.listingDigest(listing));
        vm.prank(bob);
        coin.approve(address(market), listing.price);
        vm.prank(bob);
        vm.expectPartialRevert(fault);
        market.buy{ value: value }(listing, signature, to);
    }

    function test_Buy_WhenTheListingHasExpired() public {
        TicketMarket.Listing memory listing = _listing();
        vm.warp(listing.validUntil + 1);
        _refuse(listing, TicketMarket.Expired.selector);
    }

    function test_Buy_WhenTheListingWasTakenBack() public {
        TicketMarket.Listing memory listing = _listing();
        bytes32 digest = market.listingDigest(listing);
        vm.prank(alice);
        market.withdraw(digest);
        _refuse(listing, TicketMarket.WasWithdrawn.selector);
    }

    function test_Buy_WhenEverythingWasTakenBack() public {
        TicketMarket.Listing memory listing = _listing();
        vm.prank(alice);
        market.withdrawAll();
        _refuse(listing, TicketMarket.WasWithdrawn.selector);
    }

    function test_Buy_WhenAStrangerTakesTheListingBack() public {
        TicketMarket.Listing memory listing = _listing();
        bytes32 digest = market.listingDigest(listing);
        vm.prank(bob);
        market.withdraw(digest);
        buy(listing, ALICE, bob);
    }

    function test_Buy_WhenTheListingNamesAnotherBuyer() public {
        TicketMarket.Listing memory listing = _listing();
        listing.buyer = carol;
        _refuse(listing, TicketMarket.ForSomebodyElse.selector);
    }

    function test_Buy_WhenSomebodyElsePaysForTheNamedBuyer() public {
        TicketMarket.Listing memory listing = _listing();
        listing.buyer = carol;
        bytes memory signature = sign(ALICE, market.listingDigest(listing));
        vm.prank(bob);
        coin.approve(address(market), FACE);
        vm.prank(bob);
        market.buy(listing, signature, carol);
        same(ticket.ownerOf(1), carol);
    }

    function test_Buy_WhenTheSellerDidNotSign() public {
        TicketMarket.Listing memory listing = _listing();
        bytes memory signature = sign(BOB, market.listingDigest(listing));
        vm.prank(bob);
        vm.expectPartialRevert(TicketMarket.NotSigned.selector);
        market.buy(listing, signature, bob);
    }

    function test_Buy_WhenTheContractIsNoneOfOurs() public {
        TicketMarket.Listing memory listing = _listing();
        listing.ticket = address(implementation);
        _refuse(listing, TicketRegistry.NotAnEvent.selector);
    }

    function test_Buy_WhenThePlatformIsPausedForSales() public {
        vm.prank(pauser);
        registry.pause();
        _refuse(_listing(), TicketRegistry.IsPaused.selector);
    }

    function test_Buy_WhenThePolicyIsSoulbound() public {
        _refuse(listingOf(soulbound, 1, alice, FACE), TicketCore.PolicyForbids.selector);
    }

    function test_Buy_WhenTheSellerIsNotTheHolder() public {
        claim(ticket, 2, carol);
        TicketMarket.Listing memory listing = listingOf(ticket, 2, alice, FACE);
        bytes memory signature = sign(ALICE, market.listingDigest(listing));
        vm.expectRevert();
        market.buy(listing, signature, bob);
    }

    function test_Buy_WhenTheTicketWasSoldSince() public {
        TicketMarket.Listing memory listing = _listing();
        buy(listing, ALICE, bob);
        _refuse(listing, TicketClaims.OldNonce.selector);
    }

    function test_Buy_WhenThePriceIsAboveTheCap() public {
        _refuse(listingOf(ticket, 1, alice, CAP + 1), EventTicket.PriceTooHigh.selector);
    }

    function test_Buy_WhenThePriceIsTheCap() public {
        buy(listingOf(ticket, 1, alice, CAP), ALICE, bob);
        same(ticket.ownerOf(1), bob);
    }

    function test_Buy_WhenTheTicketHasNoFaceValue() public {
        Voucher memory voucher = voucherOf(2, alice, false);
        voucher.faceValue = 0;
        ticket.claim(voucher, sign(ISSUER, digestOf(ticket, voucher)));
        _refuse(listingOf(ticket, 2, alice, 1), EventTicket.PriceTooHigh.selector);
    }

    function test_Buy_WhenTheLockHasBegunForSales() public {
        vm.warp(LOCK);
        _refuse(_listing(), TicketCore.MovesNoMore.selector);
    }

    function test_Buy_WhenTheTicketForSaleWasRedeemed() public {
        redeem(ticket, 1);
        _refuse(_listing(), TicketCore.WasRedeemed.selector);
    }

    function test_Buy_WhenTheTicketForSaleWasVoided() public {
        vm.prank(operator);
        ticket.voidTicket(1);
        _refuse(_listing(), TicketCore.WasVoided.selector);
    }

    function test_Buy_WhenTheEventOfTheTicketWasCancelled() public {
        vm.prank(operator);
        ticket.cancel();
        _refuse(_listing(), TicketCore.NotLive.selector);
    }

    function test_Buy_WhenTheTicketWouldGoToAContract() public {
        _refuse(_listing(), address(market), 0, TicketCore.ContractCannotHold.selector);
    }

    function test_Buy_WhenTooLittleWouldBeLeftToTheSeller() public {
        TicketMarket.Listing memory listing = _listing();
        vm.prank(admin);
        registry.setFee(500, treasury); // raised after the signature
        _refuse(listing, TicketMarket.ProceedsTooLow.selector);
    }

    // ---------------------------------------------------------------- coin

    function test_Buy_WhenTheValueIsNotThePrice() public {
        TicketMarket.Listing memory listing = listingOf(coinTicket, 1, alice, FACE);
        _refuse(listing, bob, FACE - 1, Coins.WrongValue.selector);
        _refuse(listing, bob, FACE + 1, Coins.WrongValue.selector);
    }

    function test_Buy_WhenTheSellerRefusesTheCoin() public {
        vm.etch(alice, abi.encodePacked(hex"ef0100", address(coin))); // knows no receive
        buy(listingOf(coinTicket, 1, alice, FACE), ALICE, bob);
        same(coinTicket.ownerOf(1), bob);
        same(market.credits(address(0), alice), uint256(FACE) * 925 / 1000);
        same(address(market).balance, FACE);
    }

    function test_Buy_WhenTheSellerTakesTheCoin() public {
        uint256 before = alice.balance;
        buy(listingOf(coinTicket, 1, alice, FACE), ALICE, bob);
        same(alice.balance, before + uint256(FACE) * 925 / 1000);
        same(market.credits(address(0), artist), FACE * 5 / 100);
        same(market.credits(address(0), treasury), uint256(FACE) * 25 / 1000);
        same(address(market).balance, uint256(FACE) * 75 / 1000);
    }

    // ---------------------------------------------------------------- tokens

    function test_Buy_WhenCoinComesWithTheToken() public {
        _refuse(_listing(), bob, 1, Coins.WrongValue.selector);
    }

    function test_Buy_WhenTheTokenBarsTheSeller() public {
        coin.bar(alice, true);
        buy(_listing(), ALICE, bob);
        same(ticket.ownerOf(1), bob);
        same(market.credits(address(coin), alice), uint256(FACE) * 925 / 1000);
        same(coin.balanceOf(address(market)), FACE);
    }

    function test_Buy_WhenTheTokenBarsTheBuyer() public {
        coin.bar(bob, true);
        _refuse(_listing(), OddCoin.Barred.selector);
    }

    function test_Buy_WhenTheTokenKeepsSomethingOfEachTransfer() public {
        coin.keep(100);
        _refuse(_listing(), Coins.ShortTransfer.selector);
    }

    function test_Buy_WhenTheTokenIsAsItShouldBe() public {
        uint256 before = coin.balanceOf(alice);
        buy(_listing(), ALICE, bob);
        same(ticket.ownerOf(1), bob);
        same(nonceOf(ticket, 1), 2);
        same(coin.balanceOf(alice), before + uint256(FACE) * 925 / 1000);
        same(market.credits(address(coin), artist), FACE * 5 / 100);
        same(market.credits(address(coin), treasury), uint256(FACE) * 25 / 1000);
        same(coin.balanceOf(address(market)), uint256(FACE) * 75 / 1000);
    }

    // ---------------------------------------------------------------- permits

    function _permit() private view returns (TicketMarket.Permit memory) {
        bytes32 kind = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 hash = keccak256(
            abi.encode(kind, bob, address(market), FACE, coin.nonces(bob), type(uint256).max)
        );
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(BOB, keccak256(abi.encodePacked(hex"1901", coin.DOMAIN_SEPARATOR(), hash)));
        return TicketMarket.Permit(type(uint256).max, v, r, s);
    }

    function test_BuyWithPermit_WhenTheContractIsAStranger() public {
        TicketMarket.Listing memory listing = _listing();
        listing.ticket = address(implementation);
        bytes memory signature = sign(ALICE, market.listingDigest(listing));
        TicketMarket.Permit memory permit = _permit();
        vm.prank(bob);
        vm.expectPartialRevert(TicketRegistry.NotAnEvent.selector);
        market.buyWithPermit(listing, signature, bob, permit);
    }

    function test_BuyWithPermit_WhenThePermitWasUsedBySomebodyElseBefore() public {
        TicketMarket.Permit memory permit = _permit();
        coin.permit(bob, address(market), FACE, permit.deadline, permit.v, permit.r, permit.s);
        _buyWith(permit);
    }

    function test_BuyWithPermit_WhenThePermitIsGood() public {
        _buyWith(_permit());
    }

    function _buyWith(TicketMarket.Permit memory permit) private {
        TicketMarket.Listing memory listing = _listing();
        bytes memory signature = sign(ALICE, market.listingDigest(listing));
        vm.prank(bob);
        market.buyWithPermit(listing, signature, bob, permit);
        same(ticket.ownerOf(1), bob);
    }

    // ---------------------------------------------------------------- offers

    function _offer(EventTicket on, uint256 price)
        private
        returns (TicketMarket.Offer memory offer)
    {
        vm.prank(bob);
        coin.approve(address(market), price);
        return TicketMarket.Offer({
            ticket: address(on),
            tokenId: 1,
            bidder: bob,
            price: price,
            validUntil: NOW + 1 days,
            nonce: 1,
            counter: market.counters(bob)
        });
    }

    function _refuseOffer(
        TicketMarket.Offer memory offer,
        address seller,
        uint256 minimum,
        bytes4 fault
    ) private {
        bytes memory signature = sign(BOB, market.offerDigest(offer));
        vm.prank(seller);
        vm.expectPartialRevert(fault);
        market.accept(offer, signature, minimum);
    }

    function test_Accept_WhenTheOfferHasExpired() public {
        TicketMarket.Offer memory offer = _offer(ticket, FACE);
        vm.warp(offer.validUntil + 1);
        _refuseOffer(offer, alice, 0, TicketMarket.Expired.selector);
    }

    function test_Accept_WhenTheOfferWasTakenBack() public {
        TicketMarket.Offer memory offer = _offer(ticket, FACE);
        bytes32 digest = market.offerDigest(offer);
        vm.prank(bob);
        market.withdraw(digest);
        _refuseOffer(offer, alice, 0, TicketMarket.WasWithdrawn.selector);
    }

    function test_Accept_WhenTheBidderDidNotSign() public {
        TicketMarket.Offer memory offer = _offer(ticket, FACE);
        bytes memory signature = sign(ALICE, market.offerDigest(offer));
        vm.prank(alice);
        vm.expectPartialRevert(TicketMarket.NotSigned.selector);
        market.accept(offer, signature, 0);
    }

    function test_Accept_WhenTheCurrencyIsTheCoin() public {
        TicketMarket.Offer memory offer = _offer(coinTicket, FACE);
        _refuseOffer(offer, alice, 0, TicketMarket.CoinCannotBePulled.selector);
    }

    function test_Accept_WhenTheCallerDoesNotHaveTheTicket() public {
        TicketMarket.Offer memory offer = _offer(ticket, FACE);
        bytes memory signature = sign(BOB, market.offerDigest(offer));
        vm.prank(carol);
        vm.expectRevert();
        market.accept(offer, signature, 0);
    }

    function test_Accept_WhenTheOfferIsAboveTheCap() public {
        TicketMarket.Offer memory offer = _offer(ticket, CAP + 1);
        _refuseOffer(offer, alice, 0, EventTicket.PriceTooHigh.selector);
    }

    function test_Accept_WhenTheOfferWasAcceptedBefore() public {
        TicketMarket.Offer memory offer = _offer(ticket, FACE);
        bytes memory signature = sign(BOB, market.offerDigest(offer));
        vm.prank(alice);
        market.accept(offer, signature, 0);
        give(ticket, 1, BOB, alice);
        _refuseOffer(offer, alice, 0, TicketClaims.OldNonce.selector);
    }

    function test_Accept_WhenTheOfferLeavesTooLittle() public {
        TicketMarket.Offer memory offer = _offer(ticket, FACE);
        _refuseOffer(offer, alice, FACE, TicketMarket.ProceedsTooLow.selector);
    }

    function test_Accept_WhenTheHolderAccepts() public {
        TicketMarket.Offer memory offer = _offer(ticket, FACE);
        bytes memory signature = sign(BOB, market.offerDigest(offer));
        (uint256 hers, uint256 his) = (coin.balanceOf(alice), coin.balanceOf(bob));
        vm.prank(alice);
        market.accept(offer, signature, uint256(FACE) * 925 / 1000);
        same(ticket.ownerOf(1), bob);
        same(coin.balanceOf(alice), hers + uint256(FACE) * 925 / 1000);
        same(coin.balanceOf(bob), his - FACE);
    }

    // ---------------------------------------------------------------- shares

    function test_Fetch_WhenNothingWaits() public {
        uint256 before = coin.balanceOf(bob);
        vm.prank(bob);
        market.fetch(address(coin), bob);
        same(coin.balanceOf(bob), before);
    }

    function test_Fetch_WhenTheAccountRefusesCoin() public {
        test_Buy_WhenTheSellerTakesTheCoin();
        vm.prank(artist);
        vm.expectPartialRevert(Coins.CoinRefused.selector);
        market.fetch(address(0), address(coin));
        vm.prank(artist);
        market.fetch(address(0), carol);
        same(market.credits(address(0), artist), 0);
    }

    function test_Fetch_WhenSharesWait() public {
        buy(_listing(), ALICE, bob);
        vm.prank(artist);
        market.fetch(address(coin), artist);
        same(coin.balanceOf(artist), FACE * 5 / 100);
        vm.prank(artist);
        market.fetch(address(coin), artist);
        same(coin.balanceOf(artist), FACE * 5 / 100);
    }
}
