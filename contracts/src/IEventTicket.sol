// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EventConfig, Sale } from "./ticket/TicketTypes.sol";

/// @title What registry, market and badges ask a ticket's contract.
interface IEventTicket {
    /// @notice Sets up a clone; only by the registry, once.
    function initialize(EventConfig calldata config) external;

    /// @notice Moves a sold ticket; only by the market, and only within the rules of the event.
    function marketTransfer(Sale calldata sale)
        external
        returns (address currency, address royaltyReceiver, uint256 royalty);

    /// @notice In what tickets are priced; zero is the coin.
    function currency() external view returns (address);

    /// @notice The root of the tree of those who came, or zero.
    function attendanceRoot() external view returns (bytes32);
}
