// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EventTicket } from "../src/EventTicket.sol";
import { TicketRegistry } from "../src/TicketRegistry.sol";
import { Coins } from "../src/lib/Coins.sol";
import { TicketCore } from "../src/ticket/TicketCore.sol";
import { TicketMoney } from "../src/ticket/TicketMoney.sol";
import { TicketStaff } from "../src/ticket/TicketStaff.sol";
import { Policy, Sale, State } from "../src/ticket/TicketTypes.sol";
import { World } from "./world/World.sol";
import { vm } from "./world/Vm.sol";

/// @title Tickets.tree, branch by branch.
contract TicketsTest is World {
    address private constant STRANGER = address(0x5742);

    function _strangerIsRefused(bytes memory call) private {
        vm.prank(STRANGER);
        (bool done, bytes memory fault) = address(ticket).call(call);
        no(done);
        same(uint32(bytes4(fault)), uint32(TicketCore.NotAllowed.selector));
    }

    // ---------------------------------------------------------------- initialize

    function test_Initialize_WhenTheCallerIsNotTheRegistry() public {
        vm.expectPartialRevert(TicketCore.NotAllowed.selector);
        ticket.initialize(configOf(Policy.Free, address(0)));
    }

    function test_Initialize_WhenTheCloneIsSetUpAlready() public {
        vm.prank(address(registry));
        vm.expectRevert(EventTicket.AlreadySet.selector);
        ticket.initialize(configOf(Policy.Free, address(0)));
    }

    function test_Initialize_WhenItIsTheImplementationItself() public {
        vm.prank(address(registry));
        vm.expectRevert(EventTicket.AlreadySet.selector);
        implementation.initialize(configOf(Policy.Free, address(0)));
    }

    // ---------------------------------------------------------------- moves

    function test_TransferFrom_WhenThePolicyIsNotFree() public {
        claim(ticket, 1, alice);
        vm.prank(alice);
        vm.expectPartialRevert(TicketCore.PolicyForbids.selector);
        ticket.transferFrom(alice, bob, 1);
        vm.prank(alice);
        vm.expectPartialRevert(TicketCore.PolicyForbids.selector);
        ticket.safeTransferFrom(alice, bob, 1);
        vm.prank(alice);
        vm.expectPartialRevert(TicketCore.PolicyForbids.selector);
        ticket.safeTransferFrom(alice, bob, 1, "");
    }

    function test_TransferFrom_WhenCoinIsSentAlong() public {
        claim(freeTicket, 1, alice);
        vm.prank(alice);
        vm.expectPartialRevert(Coins.WrongValue.selector);
        freeTicket.transferFrom{ value: 1 }(alice, bob, 1);
    }

    function test_TransferFrom_WhenTheCallerIsNeitherOwnerNorApproved() public {
        claim(freeTicket, 1, alice);
        vm.prank(bob);
        vm.expectRevert();
        freeTicket.transferFrom(alice, bob, 1);
    }

    function test_TransferFrom_WhenTheCallerIsApproved() public {
        claim(freeTicket, 1, alice);
        vm.prank(alice);
        freeTicket.approve(bob, 1);
        vm.prank(bob);
        freeTicket.transferFrom(alice, carol, 1);
        same(freeTicket.ownerOf(1), carol);
        same(freeTicket.getApproved(1), address(0));
    }

    function test_TransferFrom_WhenTheReceiverOfTheMoveIsAContract() public {
        claim(freeTicket, 1, alice);
        vm.prank(alice);
        vm.expectPartialRevert(TicketCore.ContractCannotHold.selector);
        freeTicket.transferFrom(alice, address(freeTicket), 1);
    }

    function test_TransferFrom_WhenTheLockOfTheFreeHasBegun() public {
        claim(freeTicket, 1, alice);
        vm.warp(LOCK);
        vm.prank(alice);
        vm.expectPartialRevert(TicketCore.MovesNoMore.selector);
        freeTicket.transferFrom(alice, bob, 1);
    }

    function test_TransferFrom_WhenTheOwnerSendsIt() public {
        claim(freeTicket, 1, alice);
        vm.warp(LOCK - 1);
        vm.prank(alice);
        freeTicket.safeTransferFrom(alice, bob, 1);
        same(freeTicket.ownerOf(1), bob);
        same(nonceOf(freeTicket, 1), 2);
    }

    function test_Approve_WhenThePolicyForbidsApprovals() public {
        claim(ticket, 1, alice);
        vm.prank(alice);
        vm.expectPartialRevert(TicketCore.PolicyForbids.selector);
        ticket.approve(bob, 1);
        vm.prank(alice);
        vm.expectPartialRevert(TicketCore.PolicyForbids.selector);
        ticket.setApprovalForAll(bob, true);
    }

    function test_Approve_WhenThePolicyIsFree() public {
        claim(freeTicket, 1, alice);
        vm.prank(alice);
        freeTicket.setApprovalForAll(bob, true);
        vm.prank(bob);
        freeTicket.transferFrom(alice, bob, 1);
        same(freeTicket.ownerOf(1), bob);
    }

    function test_MarketTransfer_WhenTheCallerIsNotTheMarket() public {
        claim(ticket, 1, alice);
        vm.prank(operator);
        vm.expectPartialRevert(TicketCore.NotAllowed.selector);
        ticket.marketTransfer(Sale(1, alice, bob, 0, 1));
    }

    // ---------------------------------------------------------------- money

    function test_Cancel_WhenTheCallerIsNobodyOfOurs() public {
        _strangerIsRefused(abi.encodeCall(ticket.cancel, ()));
    }

    function test_Cancel_WhenTheOrganizerCancels() public {
        vm.prank(organizer);
        ticket.cancel();
        yes(ticket.state() == State.Cancelled);
    }

    function test_Cancel_WhenThePlatformCancels() public {
        vm.prank(operator);
        ticket.cancel();
        yes(ticket.state() == State.Cancelled);
    }

    function test_Cancel_WhenItWasCancelledBefore() public {
        _cancelled(ticket);
        vm.prank(operator);
        vm.expectPartialRevert(TicketCore.NotLive.selector);
        ticket.cancel();
    }

    function test_Refund_WhenTheEventGoesOn() public {
        claimPaid(ticket, 1, alice);
        vm.prank(alice);
        vm.expectRevert(TicketMoney.NotCancelled.selector);
        ticket.refund(1);
    }

    function test_Refund_WhenTheCallerDoesNotHoldTheTicket() public {
        claimPaid(ticket, 1, alice);
        _cancelled(ticket);
        vm.prank(bob);
        vm.expectPartialRevert(TicketCore.NotAllowed.selector);
        ticket.refund(1);
    }

    function test_Refund_WhenTheTicketWasPaidElsewhere() public {
        claim(ticket, 1, alice);
        claimPaid(ticket, 2, bob);
        _cancelled(ticket);
        vm.prank(alice);
        vm.expectPartialRevert(TicketMoney.NothingToRefund.selector);
        ticket.refund(1);
    }

    function test_Refund_WhenThePlatformIsPausedForRefunds() public {
        claimPaid(ticket, 1, alice);
        _cancelled(ticket);
        vm.prank(pauser);
        registry.pause();
        _refunds(ticket, alice);
    }

    function test_Refund_WhenTheTicketToRefundWasVoided() public {
        claimPaid(ticket, 1, alice);
        vm.prank(organizer);
        ticket.voidTicket(1);
        _cancelled(ticket);
        _refunds(ticket, alice);
    }

    function test_Refund_WhenTheTicketWasResold() public {
        claimPaid(ticket, 1, alice);
        buy(listingOf(ticket, 1, alice, FACE), ALICE, bob);
        _cancelled(ticket);
        _refunds(ticket, bob);
    }

    function test_Refund_WhenItWasRefundedBefore() public {
        claimPaid(ticket, 1, alice);
        claimPaid(ticket, 2, bob);
        _cancelled(ticket);
        _refunds(ticket, alice);
        vm.prank(alice);
        vm.expectRevert();
        ticket.refund(1);
    }

    function test_Refund_WhenTheHolderRefusesCoin() public {
        claimPaid(coinTicket, 1, alice);
        claimPaid(coinTicket, 2, bob);
        _cancelled(coinTicket);
        vm.etch(alice, address(coin).code); // by now a contract that takes no coin
        vm.prank(alice);
        vm.expectPartialRevert(Coins.CoinRefused.selector);
        coinTicket.refund(1);
        uint256 before = bob.balance;
        vm.prank(bob);
        coinTicket.refund(2);
        same(bob.balance, before + FACE);
    }

    function test_Refund_WhenTheHolderAsks() public {
        claimPaid(ticket, 1, alice);
        claimPaid(ticket, 2, bob);
        _cancelled(ticket);
        _refunds(ticket, alice);
        same(ticket.escrow(), FACE);
        same(ticket.totalSupply(), 1);
        vm.expectRevert();
        ticket.ownerOf(1);
    }

    function _cancelled(EventTicket on) private {
        vm.prank(operator);
        on.cancel();
    }

    function _refunds(EventTicket on, address holder) private {
        uint256 before = coin.balanceOf(holder);
        vm.prank(holder);
        on.refund(1);
        same(coin.balanceOf(holder), before + FACE);
    }

    function test_Surrender_WhenTheCallerIsNotTheHolder() public {
        claim(ticket, 1, alice);
        vm.prank(bob);
        vm.expectPartialRevert(TicketCore.NotAllowed.selector);
        ticket.surrender(1);
    }

    function test_Surrender_WhenMoneyWaitsForTheTicket() public {
        claimPaid(ticket, 1, alice);
        vm.prank(alice);
        vm.expectPartialRevert(TicketMoney.StillRefundable.selector);
        ticket.surrender(1);
    }

    function test_Surrender_WhenTheLockForbidsSurrender() public {
        claim(ticket, 1, alice);
        vm.warp(LOCK);
        vm.prank(alice);
        vm.expectPartialRevert(TicketCore.MovesNoMore.selector);
        ticket.surrender(1);
    }

    function test_Surrender_WhenTheHolderGivesItBack() public {
        claim(ticket, 1, alice);
        vm.prank(alice);
        ticket.surrender(1);
        same(ticket.totalSupply(), 0);
        same(ticket.burnt(), 1);
        same(nonceOf(ticket, 1), 2);
    }

    function test_Release_WhenTheEventIsNotOver() public {
        vm.warp(RELEASE - 1);
        vm.expectPartialRevert(TicketMoney.TooEarly.selector);
        ticket.release();
    }

    function test_Release_WhenTheEventWasCancelledBeforeRelease() public {
        _cancelled(ticket);
        vm.warp(RELEASE);
        vm.expectPartialRevert(TicketCore.NotLive.selector);
        ticket.release();
    }

    function test_Release_WhenThePlatformIsPausedForReleases() public {
        vm.warp(RELEASE);
        vm.prank(pauser);
        registry.pause();
        vm.expectRevert(TicketRegistry.IsPaused.selector);
        ticket.release();
    }

    function test_Release_WhenItWasReleasedBefore() public {
        vm.warp(RELEASE);
        ticket.release();
        vm.expectPartialRevert(TicketCore.NotLive.selector);
        ticket.release();
    }

    function test_Release_WhenTheMoneyIsAToken() public {
        claimPaid(ticket, 1, alice);
        vm.warp(RELEASE);
        ticket.release();
        same(coin.balanceOf(treasury), 1_250_000); // 2.5 %
        same(coin.balanceOf(organizer), FACE - 1_250_000);
        same(ticket.escrow(), 0);
        yes(ticket.state() == State.Released);
    }

    function test_Release_WhenTheMoneyIsTheCoin() public {
        claimPaid(coinTicket, 1, alice);
        vm.warp(RELEASE);
        coinTicket.release();
        same(treasury.balance, 1_250_000);
        same(organizer.balance, FACE - 1_250_000);
        same(address(coinTicket).balance, 0);
    }

    // ---------------------------------------------------------------- staff

    function _words(uint256 word, uint256 mask)
        private
        pure
        returns (uint256[] memory words, uint256[] memory masks)
    {
        (words, masks) = (new uint256[](1), new uint256[](1));
        (words[0], masks[0]) = (word, mask);
    }

    function test_Redeem_WhenTheCallerHasNothingToDoWithTheGate() public {
        (uint256[] memory words, uint256[] memory masks) = _words(0, 1);
        _strangerIsRefused(abi.encodeCall(ticket.redeem, (words, masks)));
        vm.prank(operator);
        vm.expectPartialRevert(TicketCore.NotAllowed.selector);
        ticket.redeem(words, masks);
    }

    function test_Redeem_WhenWordsAndMasksDifferInNumber() public {
        (uint256[] memory words,) = _words(0, 1);
        vm.prank(gate);
        vm.expectRevert(TicketStaff.WordsAndMasksDiffer.selector);
        ticket.redeem(words, new uint256[](2));
    }

    function test_Redeem_WhenTheEventIsCancelledAtTheGate() public {
        _cancelled(ticket);
        (uint256[] memory words, uint256[] memory masks) = _words(0, 1);
        vm.prank(gate);
        vm.expectPartialRevert(TicketCore.NotLive.selector);
        ticket.redeem(words, masks);
    }

    function test_Redeem_WhenTheGateRedeems() public {
        redeem(ticket, 300);
        redeem(ticket, 301);
        yes(ticket.isRedeemed(300) && ticket.isRedeemed(301));
        no(ticket.isRedeemed(302) || ticket.isRedeemed(44));
        (uint256[] memory words, uint256[] memory masks) = _words(1, 0);
        vm.prank(organizer);
        ticket.redeem(words, masks);
        yes(ticket.isRedeemed(300));
    }

    function test_SetAttendanceRoot_WhenTheWriterIsAStranger() public {
        _strangerIsRefused(abi.encodeCall(ticket.setAttendanceRoot, (bytes32(0), 0, "")));
    }

    function test_SetAttendanceRoot_WhenTheGateWrites() public {
        vm.prank(gate);
        ticket.setAttendanceRoot(keccak256("crowd"), 812, "ipfs://crowd");
        yes(ticket.attendanceRoot() == keccak256("crowd"));
    }

    function test_VoidTicket_WhenTheVoiderIsAStranger() public {
        _strangerIsRefused(abi.encodeCall(ticket.voidTicket, (1)));
    }

    function test_VoidTicket_WhenTheEventIsCancelledBeforeVoiding() public {
        _cancelled(ticket);
        vm.prank(organizer);
        vm.expectPartialRevert(TicketCore.NotLive.selector);
        ticket.voidTicket(1);
    }

    function test_VoidTicket_WhenStaffVoids() public {
        claimPaid(ticket, 1, alice);
        vm.prank(organizer);
        ticket.voidTicket(1);
        vm.prank(operator);
        ticket.voidTicket(1); // twice is once
        (uint72 face, uint8 tier, bool refundable, bool voided, uint16 nonce) = ticket.ticketOf(1);
        yes(voided && refundable);
        same(face, FACE);
        same(tier, 2);
        same(nonce, 1);
        same(ticket.ownerOf(1), alice);
        same(ticket.escrow(), FACE);
    }

    function test_Reschedule_WhenTheMoverIsAStranger() public {
        _strangerIsRefused(abi.encodeCall(ticket.reschedule, (LOCK, RELEASE)));
    }

    function test_Reschedule_WhenTheReleaseWouldBeEarlier() public {
        vm.prank(organizer);
        vm.expectRevert(TicketStaff.TimesOutOfOrder.selector);
        ticket.reschedule(LOCK, RELEASE - 1);
    }

    function test_Reschedule_WhenTheLockWouldBeAfterTheRelease() public {
        vm.prank(organizer);
        vm.expectRevert(TicketStaff.TimesOutOfOrder.selector);
        ticket.reschedule(RELEASE + 2, RELEASE + 1);
    }

    function test_Reschedule_WhenTheMoneyIsReleasedAlready() public {
        vm.warp(RELEASE);
        ticket.release();
        vm.prank(organizer);
        vm.expectPartialRevert(TicketCore.NotLive.selector);
        ticket.reschedule(RELEASE + 1, RELEASE + 1);
    }

    function test_Reschedule_WhenTheEventIsLater() public {
        claim(freeTicket, 1, alice);
        vm.warp(LOCK);
        vm.prank(organizer);
        freeTicket.reschedule(LOCK + 30 days, RELEASE + 30 days);
        vm.prank(alice);
        freeTicket.transferFrom(alice, bob, 1);
        same(freeTicket.lockAt(), LOCK + 30 days);
        same(freeTicket.releaseAt(), RELEASE + 30 days);
    }

    function test_SetBaseURI_WhenTheEditorIsAStranger() public {
        _strangerIsRefused(abi.encodeCall(ticket.setBaseURI, ("")));
    }

    function test_SetBaseURI_WhenStaffEdits() public {
        claim(ticket, 1, alice);
        vm.prank(organizer);
        ticket.setBaseURI("ipfs://later/");
        same(ticket.tokenURI(1), "ipfs://later/1");
    }

    function test_SetOrganizer_WhenTheOperatorTries() public {
        vm.prank(operator);
        vm.expectPartialRevert(TicketCore.NotAllowed.selector);
        ticket.setOrganizer(operator);
    }

    function test_SetOrganizer_WhenTheNextIsNobody() public {
        vm.prank(organizer);
        vm.expectRevert(TicketStaff.NobodyThere.selector);
        ticket.setOrganizer(address(0));
    }

    function test_SetOrganizer_WhenTheOrganizerHandsOver() public {
        vm.prank(organizer);
        ticket.setOrganizer(bob);
        vm.prank(organizer);
        vm.expectPartialRevert(TicketCore.NotAllowed.selector);
        ticket.cancel();
        vm.prank(bob);
        ticket.cancel();
    }

    // ---------------------------------------------------------------- views

    function test_Views_WhenANumberIsNotOut() public {
        vm.expectRevert();
        ticket.tokenURI(1);
        vm.expectRevert();
        ticket.locked(1);
    }

    function test_Views_WhenAWalletAsks() public {
        claim(ticket, 42, alice);
        same(ticket.name(), "Lantern Night");
        same(ticket.symbol(), "LANT");
        same(ticket.tokenURI(42), "ipfs://lantern/42");
        same(ticket.contractURI(), "ipfs://lantern/contract");
    }

    function test_Views_WhenAMarketplaceAsksForTheRoyalty() public view {
        (address receiver, uint256 share) = ticket.royaltyInfo(1, 1000);
        same(receiver, artist);
        same(share, 50);
    }

    function test_Views_WhenSomebodyAsksForInterfaces() public view {
        bytes4[6] memory known =
            [bytes4(0x01ffc9a7), 0x80ac58cd, 0x5b5e139f, 0x2a55205a, 0x49064906, 0xb45a3c0e];
        for (uint256 i = 0; i < known.length; ++i) {
            yes(ticket.supportsInterface(known[i]));
        }
        no(ticket.supportsInterface(0xffffffff));
    }

    function test_Views_WhenSomebodyAsksWhetherATicketIsLocked() public {
        claim(ticket, 1, alice);
        yes(ticket.locked(1)); // no policy but free knows transferFrom
        for (uint256 id = 1; id <= 3; ++id) {
            claim(freeTicket, id, alice);
        }
        no(freeTicket.locked(1));
        redeem(freeTicket, 1);
        yes(freeTicket.locked(1));
        vm.prank(operator);
        freeTicket.voidTicket(2);
        yes(freeTicket.locked(2));
        vm.prank(pauser);
        registry.pause();
        yes(freeTicket.locked(3));
        vm.prank(admin);
        registry.unpause();
        no(freeTicket.locked(3));
        vm.warp(LOCK);
        yes(freeTicket.locked(3));
        vm.warp(NOW);
        _cancelled(freeTicket);
        yes(freeTicket.locked(3));
    }

    function test_Views_WhenSomebodyAsksForTheDomain() public view {
        (, string memory name, string memory version, uint256 chain, address where,,) =
            ticket.eip712Domain();
        same(name, "Bilten Ticket");
        same(version, "1");
        same(chain, block.chainid);
        same(where, address(ticket));
    }
}
