// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { TicketCore } from "./TicketCore.sol";

/// @title What gates, organizers and the platform do to tickets that are out.
abstract contract TicketStaff is TicketCore {
    event Redeemed(uint256 indexed word, uint256 bits);
    event AttendanceRoot(bytes32 root, uint256 count, string uri);
    event TicketVoided(uint256 indexed id);
    event Rescheduled(uint40 lockAt, uint40 releaseAt);
    event OrganizerChanged(address organizer);
    // ERC-4906 and ERC-7572.
    event MetadataUpdate(uint256 tokenId);
    event BatchMetadataUpdate(uint256 fromTokenId, uint256 toTokenId);
    event ContractURIUpdated();

    error WordsAndMasksDiffer();
    error TimesOutOfOrder();
    error NobodyThere();

    /// @notice Marks tickets that somebody came in with, 256 in a word. A marked ticket stays where
    /// it is.
    function redeem(uint256[] calldata words, uint256[] calldata masks) external onlyGate whenLive {
        if (words.length != masks.length) revert WordsAndMasksDiffer();
        for (uint256 i = 0; i < words.length; ++i) {
            redeemedBits[words[i]] |= masks[i];
            emit Redeemed(words[i], masks[i]);
        }
    }

    /// @notice Writes down who came, a crowd of any size in one word: the root of a tree whose leaves
    /// are numbers of tickets with the accounts that get a badge.
    function setAttendanceRoot(bytes32 root, uint256 count, string calldata uri) external onlyGate {
        attendanceRoot = root;
        emit AttendanceRoot(root, count, uri);
    }

    /// @notice Voids a ticket, or a number that is not out yet and never will be. Money is left
    /// alone: who paid here is refunded with all others, so that voiding robs nobody.
    function voidTicket(uint256 id) external onlyStaff whenLive {
        _setData(id, _data(id).spoilt());
        emit TicketVoided(id);
        emit MetadataUpdate(id);
    }

    /// @notice Moves the event. The money is never released earlier than it was promised.
    function reschedule(uint40 lockAt_, uint40 releaseAt_) external onlyStaff whenLive {
        if (releaseAt_ < releaseAt || lockAt_ > releaseAt_) revert TimesOutOfOrder();
        (lockAt, releaseAt) = (lockAt_, releaseAt_);
        emit Rescheduled(lockAt_, releaseAt_);
    }

    /// @notice Says where metadata is from now on.
    function setBaseURI(string calldata baseURI) external onlyStaff {
        _baseURI = baseURI;
        emit BatchMetadataUpdate(0, type(uint256).max);
        emit ContractURIUpdated();
    }

    /// @notice Hands the event, and the money of its release, to another account of the organizer.
    function setOrganizer(address next) external {
        if (msg.sender != organizer) revert NotAllowed(msg.sender);
        if (next == address(0)) revert NobodyThere();
        organizer = next;
        emit OrganizerChanged(next);
    }
}
