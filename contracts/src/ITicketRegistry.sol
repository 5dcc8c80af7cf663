// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What tickets, market and payments ask the registry.
interface ITicketRegistry {
    /// @notice Whether `ticket` is the contract of one of our events.
    function isEvent(address ticket) external view returns (bool);

    /// @notice Whether nothing may move.
    function paused() external view returns (bool);

    /// @notice Refuses unless `issuer` may sign in `epoch`, and nothing is paused.
    function requireIssuer(address issuer, uint64 epoch) external view;

    /// @notice The platform's fee on a sale of `ticket`, and who gets it; refuses what is no event.
    function saleFee(address ticket) external view returns (uint256 feeBps, address treasury);

    /// @notice The platform's fee on what is released, and who gets it.
    function fee() external view returns (uint256 feeBps, address treasury);

    /// @notice Whether `account` may cancel, void and reschedule.
    function isOperator(address account) external view returns (bool);

    /// @notice Whether `account` may write down who came.
    function isCheckin(address account) external view returns (bool);
}
