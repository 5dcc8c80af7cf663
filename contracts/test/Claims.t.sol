// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EventTicket } from "../src/EventTicket.sol";
import { TicketRegistry } from "../src/TicketRegistry.sol";
import { Coins } from "../src/lib/Coins.sol";
import { TicketClaims } from "../src/ticket/TicketClaims.sol";
import { TicketCore } from "../src/ticket/TicketCore.sol";
import { TicketDatas } from "../src/ticket/TicketData.sol";
import { Gift, Policy, Voucher } from "../src/ticket/TicketTypes.sol";
import { World } from "./world/World.sol";
import { vm } from "./world/Vm.sol";

/// @title Claims.tree, branch by branch.
contract ClaimsTest is World {
    function _refuse(Voucher memory voucher, bytes4 fault) private {
        bytes memory signature = sign(ISSUER, digestOf(ticket, voucher));
        vm.expectPartialRevert(fault);
        ticket.claim(voucher, signature);
    }

    function test_Claim_WhenTheVoucherHasExpired() public {
        Voucher memory voucher = voucherOf(1, alice, false);
        vm.warp(voucher.validUntil + 1);
        _refuse(voucher, TicketClaims.Expired.selector);
    }

    function test_Claim_WhenTheVoucherIsGoodForMoreThanAnHour() public {
        Voucher memory voucher = voucherOf(1, alice, false);
        voucher.validUntil = NOW + 1 hours + 1;
        _refuse(voucher, TicketClaims.ValidTooLong.selector);
    }

    function test_Claim_WhenTheNumberNeedsMoreThan96Bits() public {
        _refuse(voucherOf(1 << 96, alice, false), TicketClaims.NumberTooLarge.selector);
    }

    function test_Claim_WhenTheNumberWasUsedBefore() public {
        claim(ticket, 1, alice);
        _refuse(voucherOf(1, bob, false), TicketClaims.NumberUsed.selector);
    }

    function test_Claim_WhenTheNumberWasBurntBefore() public {
        claim(ticket, 1, alice);
        vm.prank(alice);
        ticket.surrender(1);
        _refuse(voucherOf(1, alice, false), TicketClaims.NumberUsed.selector);
    }

    function test_Claim_WhenTheNumberWasVoidedBefore() public {
        vm.prank(operator);
        ticket.voidTicket(1);
        _refuse(voucherOf(1, alice, false), TicketClaims.NumberUsed.selector);
    }

    function test_Claim_WhenAllPlacesAreTaken() public {
        for (uint256 id = 1; id <= 1000; ++id) {
            claim(ticket, id, alice);
        }
        _refuse(voucherOf(1001, alice, false), TicketClaims.SoldOut.selector);
    }

    function test_Claim_WhenAStrangerSigned() public {
        Voucher memory voucher = voucherOf(1, alice, false);
        bytes memory signature = sign(BOB, digestOf(ticket, voucher));
        vm.expectPartialRevert(TicketRegistry.NotAnIssuer.selector);
        ticket.claim(voucher, signature);
    }

    function test_Claim_WhenTheSignatureIsGarbage() public {
        Voucher memory voucher = voucherOf(1, alice, false);
        vm.expectRevert();
        ticket.claim(voucher, new bytes(65));
    }

    function test_Claim_WhenTheEpochIsOver() public {
        Voucher memory voucher = voucherOf(1, alice, false);
        vm.prank(pauser);
        registry.bumpIssuerEpoch();
        _refuse(voucher, TicketRegistry.OldEpoch.selector);
    }

    function test_Claim_WhenThePlatformIsPaused() public {
        vm.prank(pauser);
        registry.pause();
        _refuse(voucherOf(1, alice, false), TicketRegistry.IsPaused.selector);
    }

    function test_Claim_WhenTheEventWasCancelled() public {
        vm.prank(organizer);
        ticket.cancel();
        _refuse(voucherOf(1, alice, false), TicketCore.NotLive.selector);
    }

    function test_Claim_WhenTheHolderIsAContract() public {
        _refuse(voucherOf(1, address(coin), false), TicketCore.ContractCannotHold.selector);
        _refuse(voucherOf(1, address(market), false), TicketCore.ContractCannotHold.selector);
    }

    function test_Claim_WhenTheHolderDelegatesByEIP7702() public {
        vm.etch(alice, abi.encodePacked(hex"ef0100", address(coin)));
        claim(ticket, 1, alice);
        same(ticket.ownerOf(1), alice);
    }

    function test_Claim_WhenTheLockHasBegun() public {
        vm.warp(LOCK + 1);
        claim(ticket, 1, alice);
        same(ticket.ownerOf(1), alice);
    }

    function test_Claim_WhenCoinComesAlong() public {
        Voucher memory voucher = voucherOf(1, alice, false);
        bytes memory signature = sign(ISSUER, digestOf(ticket, voucher));
        vm.prank(alice);
        vm.expectPartialRevert(Coins.WrongValue.selector);
        ticket.claim{ value: 1 }(voucher, signature);
    }

    function test_Claim_WhenNothingComesAlong() public {
        claim(ticket, 7, alice);
        same(ticket.ownerOf(7), alice);
        same(ticket.minted(), 1);
        same(ticket.escrow(), 0);
        (uint72 face, uint8 tier, bool refundable, bool voided, uint16 nonce) = ticket.ticketOf(7);
        same(face, FACE);
        same(tier, 2);
        same(nonce, 1);
        no(refundable || voided);
    }

    function test_Claim_WhenTheCoinIsLessThanThePrice() public {
        Voucher memory voucher = voucherOf(1, alice, true);
        bytes memory signature = sign(ISSUER, digestOf(coinTicket, voucher));
        vm.prank(alice);
        vm.expectPartialRevert(Coins.WrongValue.selector);
        coinTicket.claim{ value: FACE - 1 }(voucher, signature);
    }

    function test_Claim_WhenTheCoinIsThePrice() public {
        claimPaid(coinTicket, 1, alice);
        same(coinTicket.escrow(), FACE);
        same(address(coinTicket).balance, FACE);
        (,, bool refundable,,) = coinTicket.ticketOf(1);
        yes(refundable);
    }

    function test_Claim_WhenTheTokenHasNoAllowance() public {
        Voucher memory voucher = voucherOf(1, alice, true);
        bytes memory signature = sign(ISSUER, digestOf(ticket, voucher));
        vm.prank(alice);
        vm.expectRevert();
        ticket.claim(voucher, signature);
    }

    function test_Claim_WhenTheTokenKeepsAFee() public {
        coin.keep(100);
        vm.prank(alice);
        coin.approve(address(ticket), FACE);
        Voucher memory voucher = voucherOf(1, alice, true);
        bytes memory signature = sign(ISSUER, digestOf(ticket, voucher));
        vm.prank(alice);
        vm.expectPartialRevert(Coins.ShortTransfer.selector);
        ticket.claim(voucher, signature);
    }

    function test_Claim_WhenCoinComesAlongWithAToken() public {
        vm.prank(alice);
        coin.approve(address(ticket), FACE);
        Voucher memory voucher = voucherOf(1, alice, true);
        bytes memory signature = sign(ISSUER, digestOf(ticket, voucher));
        vm.prank(alice);
        vm.expectPartialRevert(Coins.WrongValue.selector);
        ticket.claim{ value: 1 }(voucher, signature);
    }

    function test_Claim_WhenTheTokenIsAllowed() public {
        claimPaid(ticket, 1, alice);
        same(ticket.escrow(), FACE);
        same(coin.balanceOf(address(ticket)), FACE);
    }

    // ---------------------------------------------------------------- batches

    function _batch(uint256 count)
        private
        view
        returns (Voucher[] memory vouchers, bytes[] memory signatures)
    {
        (vouchers, signatures) = (new Voucher[](count), new bytes[](count));
        for (uint256 i = 0; i < count; ++i) {
            vouchers[i] = voucherOf(i + 1, alice, false);
            signatures[i] = sign(ISSUER, digestOf(ticket, vouchers[i]));
        }
    }

    function test_ClaimBatch_WhenOneOfThemIsToBePaidHere() public {
        (Voucher[] memory vouchers, bytes[] memory signatures) = _batch(3);
        vouchers[1].paid = true;
        signatures[1] = sign(ISSUER, digestOf(ticket, vouchers[1]));
        vm.expectRevert(TicketClaims.PaidOneByOne.selector);
        ticket.claimBatch(vouchers, signatures);
    }

    function test_ClaimBatch_WhenOneOfThemIsBad() public {
        (Voucher[] memory vouchers, bytes[] memory signatures) = _batch(3);
        vouchers[2].to = bob;
        vm.expectPartialRevert(TicketRegistry.NotAnIssuer.selector);
        ticket.claimBatch(vouchers, signatures);
        same(ticket.minted(), 0);
    }

    function test_ClaimBatch_WhenThereAreFewerSignaturesThanVouchers() public {
        (Voucher[] memory vouchers,) = _batch(3);
        (, bytes[] memory signatures) = _batch(2);
        vm.expectRevert();
        ticket.claimBatch(vouchers, signatures);
    }

    function test_ClaimBatch_WhenAllAreGood() public {
        (Voucher[] memory vouchers, bytes[] memory signatures) = _batch(3);
        ticket.claimBatch(vouchers, signatures);
        same(ticket.balanceOf(alice), 3);
        same(ticket.minted(), 3);
    }

    // ---------------------------------------------------------------- gifts

    function _refuseGift(EventTicket on, Gift memory present, bytes4 fault) private {
        bytes32 digest = digestOf(on, present);
        bytes memory holder = sign(ALICE, digest);
        bytes memory platform = sign(ISSUER, digest);
        vm.expectPartialRevert(fault);
        on.gift(present, holder, platform);
    }

    function _present() private returns (Gift memory) {
        claim(ticket, 1, alice);
        return giftOf(ticket, 1, alice, bob);
    }

    function test_Gift_WhenThePolicyIsMarketOnly() public {
        EventTicket only = newEvent(Policy.MarketOnly, address(coin));
        claim(only, 1, alice);
        _refuseGift(only, giftOf(only, 1, alice, bob), TicketCore.PolicyForbids.selector);
    }

    function test_Gift_WhenThePolicyIsSoulbound() public {
        claim(soulbound, 1, alice);
        _refuseGift(soulbound, giftOf(soulbound, 1, alice, bob), TicketCore.PolicyForbids.selector);
    }

    function test_Gift_WhenTheGiftHasExpired() public {
        Gift memory present = _present();
        vm.warp(present.validUntil + 1);
        _refuseGift(ticket, present, TicketClaims.Expired.selector);
    }

    function test_Gift_WhenTheGiverIsNotTheHolder() public {
        claim(ticket, 1, carol);
        _refuseGift(ticket, giftOf(ticket, 1, alice, bob), TicketClaims.NotTheHolder.selector);
    }

    function test_Gift_WhenTheTicketHasMovedSince() public {
        Gift memory present = _present();
        give(ticket, 1, ALICE, bob);
        give(ticket, 1, BOB, alice);
        _refuseGift(ticket, present, TicketClaims.OldNonce.selector);
    }

    function test_Gift_WhenNoIssuerSigned() public {
        Gift memory present = _present();
        bytes memory holder = sign(ALICE, digestOf(ticket, present));
        vm.expectPartialRevert(TicketRegistry.NotAnIssuer.selector);
        ticket.gift(present, holder, holder);
    }

    function test_Gift_WhenTheEpochOfTheGiftIsOver() public {
        Gift memory present = _present();
        vm.prank(pauser);
        registry.bumpIssuerEpoch();
        _refuseGift(ticket, present, TicketRegistry.OldEpoch.selector);
    }

    function test_Gift_WhenTheHolderDidNotSign() public {
        Gift memory present = _present();
        bytes memory platform = sign(ISSUER, digestOf(ticket, present));
        vm.expectPartialRevert(TicketClaims.NotSigned.selector);
        ticket.gift(present, platform, platform);
    }

    function test_Gift_WhenTheReceiverIsAContract() public {
        Gift memory present = _present();
        present.to = address(coin);
        _refuseGift(ticket, present, TicketCore.ContractCannotHold.selector);
    }

    function test_Gift_WhenTheLockHasBegunForGifts() public {
        claim(ticket, 1, alice);
        vm.warp(LOCK);
        _refuseGift(ticket, giftOf(ticket, 1, alice, bob), TicketCore.MovesNoMore.selector);
    }

    function test_Gift_WhenTheTicketWasRedeemed() public {
        Gift memory present = _present();
        redeem(ticket, 1);
        _refuseGift(ticket, present, TicketCore.WasRedeemed.selector);
    }

    function test_Gift_WhenTheTicketWasVoided() public {
        Gift memory present = _present();
        vm.prank(operator);
        ticket.voidTicket(1);
        _refuseGift(ticket, present, TicketCore.WasVoided.selector);
    }

    function test_Gift_WhenMovesArePaused() public {
        Gift memory present = _present();
        vm.prank(pauser);
        registry.pause();
        _refuseGift(ticket, present, TicketRegistry.IsPaused.selector);
    }

    function test_Gift_WhenTheHolderDelegatesAndTheDelegateKnowsNoSignatures() public {
        Gift memory present = _present();
        vm.etch(alice, abi.encodePacked(hex"ef0100", address(coin)));
        bytes32 digest = digestOf(ticket, present);
        ticket.gift(present, sign(ALICE, digest), sign(ISSUER, digest));
        same(ticket.ownerOf(1), bob);
    }

    function test_Gift_WhenTheTicketHasMovedAsOftenAsCanBeCounted() public {
        claim(freeTicket, 1, alice);
        address holder = alice;
        for (uint256 i = 0; i < 16_381; ++i) {
            address next = holder == alice ? bob : alice;
            vm.prank(holder);
            freeTicket.transferFrom(holder, next, 1);
            holder = next;
        }
        same(nonceOf(freeTicket, 1), 16_382);
        vm.prank(holder);
        vm.expectRevert(TicketDatas.NonceSpent.selector);
        freeTicket.transferFrom(holder, alice, 1);
        vm.prank(holder);
        freeTicket.surrender(1); // a burn always has a nonce left
    }

    function test_Gift_WhenBothSigned() public {
        claim(ticket, 1, alice);
        give(ticket, 1, ALICE, bob);
        same(ticket.ownerOf(1), bob);
        same(nonceOf(ticket, 1), 2);
        (uint72 face, uint8 tier,,,) = ticket.ticketOf(1);
        same(face, FACE);
        same(tier, 2);
    }
}
