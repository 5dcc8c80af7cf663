// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    ReentrancyGuardTransient
} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { ERC721 } from "solady/src/tokens/ERC721.sol";
import { IEventTicket } from "../IEventTicket.sol";
import { ITicketRegistry } from "../ITicketRegistry.sol";
import { TicketData } from "./TicketData.sol";
import { Policy, State } from "./TicketTypes.sol";

/// @title What every part of a ticket's contract stands on: its storage, and the one hook that each
/// ticket passes when it is made, moved or burnt.
abstract contract TicketCore is IEventTicket, ERC721, EIP712, ReentrancyGuardTransient {
    // Three words. All that a move reads is in the first, what a sale reads besides in the second.
    address public organizer;
    uint40 public lockAt;
    uint32 public minted;
    Policy public policy;
    State public state;

    address public override currency;
    uint32 public maxSupply;
    uint32 public burnt;
    uint16 public royaltyBps;
    uint16 public capBps;

    address public royaltyReceiver;
    uint40 public releaseAt;

    /// What holders get back if the event is cancelled: the face values that were paid here.
    uint256 public escrow;

    string internal _name;
    string internal _symbol;
    string internal _baseURI;

    /// 256 tickets a word; bits are set and never cleared.
    mapping(uint256 word => uint256 bits) public redeemedBits;
    bytes32 public override attendanceRoot;

    ITicketRegistry public immutable REGISTRY;
    address public immutable MARKET;

    /// @notice A ticket changed hands, or was burnt (`to` is zero). A topic of our own, so that one
    /// question to a node finds the moves of all events.
    event TicketMoved(uint256 indexed id, address indexed from, address indexed to, uint16 nonce);

    error NotLive(State state);
    error Paused();
    error MovesNoMore(uint256 lockAt);
    error WasRedeemed(uint256 id);
    error WasVoided(uint256 id);
    error ContractCannotHold(address to);
    error NotAllowed(address caller);
    error PolicyForbids(Policy policy);

    constructor(ITicketRegistry registry, address market) EIP712("Bilten Ticket", "1") {
        (REGISTRY, MARKET) = (registry, market);
        state = State.Sealed;
    }

    modifier onlyStaff() {
        if (msg.sender != organizer && !REGISTRY.isOperator(msg.sender)) {
            revert NotAllowed(msg.sender);
        }
        _;
    }

    modifier onlyGate() {
        if (msg.sender != organizer && !REGISTRY.isCheckin(msg.sender)) {
            revert NotAllowed(msg.sender);
        }
        _;
    }

    modifier whenLive() {
        if (state != State.Live) revert NotLive(state);
        _;
    }

    /// @notice Whether somebody was let in with this ticket, as far as the chain was told.
    function isRedeemed(uint256 id) public view returns (bool) {
        return redeemedBits[id >> 8] & (1 << (id & 0xff)) != 0;
    }

    function supportsInterface(bytes4 id) public view override returns (bool) {
        // ERC-2981, ERC-4906, ERC-5192; ERC-165 and ERC-721 are told by the base.
        return
            id == 0x2a55205a || id == 0x49064906 || id == 0xb45a3c0e || super.supportsInterface(id);
    }

    function _data(uint256 id) internal view returns (TicketData) {
        return TicketData.wrap(_getExtraData(id));
    }

    function _setData(uint256 id, TicketData data) internal {
        _setExtraData(id, TicketData.unwrap(data));
    }

    /// The one door. Refunds alone pass it when nothing else does: they burn what was cancelled.
    function _beforeTokenTransfer(address from, address to, uint256 id) internal view override {
        if (to == address(0) && state == State.Cancelled) return;
        if (state != State.Live) revert NotLive(state);
        if (REGISTRY.paused()) revert Paused();
        if (to != address(0) && !_mayHold(to)) revert ContractCannotHold(to);
        // Tickets may still be made at the door, when all others stay where they are.
        if (from == address(0)) return;
        if (block.timestamp >= lockAt) revert MovesNoMore(lockAt);
        if (_data(id).isVoided()) revert WasVoided(id);
        if (isRedeemed(id)) revert WasRedeemed(id);
    }

    function _afterTokenTransfer(address from, address to, uint256 id) internal override {
        if (from == address(0)) return;
        TicketData data = _data(id).moved({ isBurn: to == address(0) });
        _setData(id, data);
        emit TicketMoved(id, from, to, data.nonce());
    }

    /// A contract that owns a ticket can itself be sold, past every bound on the price. An account
    /// that delegates by EIP-7702 is still a person's: its code is 23 bytes that begin with 0xef0100.
    function _mayHold(address to) private view returns (bool) {
        if (to.code.length == 0) return true;
        return to.code.length == 23 && bytes3(to.code) == 0xef0100;
    }
}
