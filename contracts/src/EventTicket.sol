// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IEventTicket } from "./IEventTicket.sol";
import { ITicketRegistry } from "./ITicketRegistry.sol";
import { Coins } from "./lib/Coins.sol";
import { TicketClaims } from "./ticket/TicketClaims.sol";
import { TicketCore } from "./ticket/TicketCore.sol";
import { TicketData } from "./ticket/TicketData.sol";
import { TicketMoney } from "./ticket/TicketMoney.sol";
import { TicketStaff } from "./ticket/TicketStaff.sol";
import { EventConfig, Policy, Sale, State } from "./ticket/TicketTypes.sol";
import { TicketViews } from "./ticket/TicketViews.sol";

/// @title The tickets of one event. Each event has a clone of this contract.
/// @notice A ticket is complete without a wallet; the token is its second form. It moves only by
/// the rules that its organizer chose, and each rule binds on every path.
contract EventTicket is TicketClaims, TicketMoney, TicketStaff, TicketViews {
    error AlreadySet();
    error PriceTooHigh(uint256 price, uint256 highest);

    constructor(ITicketRegistry registry, address market) TicketCore(registry, market) { }

    /// @inheritdoc IEventTicket
    function initialize(EventConfig calldata config) external {
        if (msg.sender != address(REGISTRY)) revert NotAllowed(msg.sender);
        if (state != State.Unset) revert AlreadySet();
        organizer = config.organizer;
        lockAt = config.lockAt;
        policy = config.policy;
        state = State.Live;
        currency = config.currency;
        maxSupply = config.maxSupply;
        royaltyBps = config.royaltyBps;
        capBps = config.capBps;
        royaltyReceiver = config.royaltyReceiver;
        releaseAt = config.releaseAt;
        _name = config.name;
        _symbol = config.symbol;
        _baseURI = config.baseURI;
    }

    /// @inheritdoc IEventTicket
    /// @dev The upper bound of the price is checked here, not in the market: it is the ticket's rule.
    function marketTransfer(Sale calldata sale) external returns (address, address, uint256) {
        if (msg.sender != MARKET) revert NotAllowed(msg.sender);
        if (policy == Policy.Soulbound) revert PolicyForbids(policy);
        TicketData data = _data(sale.tokenId);
        if (data.nonce() != sale.nonce) revert OldNonce(sale.nonce);
        uint256 highest = uint256(data.faceValue()) * capBps / 10_000;
        if (sale.price > highest) revert PriceTooHigh(sale.price, highest);
        _transfer(sale.seller, sale.buyer, sale.tokenId);
        (address receiver, uint256 royalty) = royaltyInfo(sale.tokenId, sale.price);
        return (currency, receiver, royalty);
    }

    /// @notice Moves a ticket as any token moves, where the organizer leaves it free.
    /// @dev Both `safeTransferFrom` come by here.
    function transferFrom(address from, address to, uint256 id) public payable override {
        _requireFree();
        super.transferFrom(from, to, id);
    }

    function approve(address to, uint256 id) public payable override {
        _requireFree();
        super.approve(to, id);
    }

    function setApprovalForAll(address operator, bool approved) public override {
        _requireFree();
        super.setApprovalForAll(operator, approved);
    }

    /// These functions could take coin along, as ERC-721 has them; nobody would ever get it back.
    function _requireFree() private view {
        if (msg.value != 0) revert Coins.WrongValue(msg.value, 0);
        if (policy != Policy.Free) revert PolicyForbids(policy);
    }
}
