// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    AccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import { Address } from "@openzeppelin/contracts/utils/Address.sol";
import { Clones } from "@openzeppelin/contracts/proxy/Clones.sol";
import { IEventTicket } from "./IEventTicket.sol";
import { ITicketRegistry } from "./ITicketRegistry.sol";
import { EventConfig } from "./ticket/TicketTypes.sol";

/// @title One for each chain: makes the contracts of events, and knows whom to trust.
/// @notice An event lives for months, so its contract is never upgraded: a fix goes into the
/// implementation that later events get.
contract TicketRegistry is ITicketRegistry, AccessControlDefaultAdminRules {
    /// Makes contracts of events.
    bytes32 public constant CREATOR = keccak256("CREATOR");
    /// Signs vouchers, gifts and quotes.
    bytes32 public constant ISSUER = keccak256("ISSUER");
    /// Cancels, voids and reschedules where an organizer does not.
    bytes32 public constant OPERATOR = keccak256("OPERATOR");
    /// Writes down who came.
    bytes32 public constant CHECKIN = keccak256("CHECKIN");
    /// Stops everything, and kills what issuers signed. Only the admin starts it again.
    bytes32 public constant PAUSER = keccak256("PAUSER");

    uint16 public constant HIGHEST_FEE_BPS = 500;
    uint16 public constant HIGHEST_ROYALTY_BPS = 1_000;
    uint48 private constant ADMIN_DELAY = 2 days;

    // One slot: whoever asks for one of these mostly needs another, too.
    address public treasury;
    uint16 public feeBps;
    uint64 public issuerEpoch;
    bool public paused;

    /// What the next event's contract is a clone of.
    address public implementation;
    mapping(address ticket => bool) public isEvent;
    mapping(address currency => bool) public isCurrency;

    event EventCreated(address indexed ticket, bytes32 indexed eventId, address indexed organizer);
    event ImplementationChanged(address implementation);
    event CurrencyChanged(address indexed currency, bool allowed);
    event FeeChanged(uint16 feeBps, address treasury);
    event IssuerEpochChanged(uint64 epoch);
    event PauseChanged(bool paused);

    error NotAnEvent(address ticket);
    error NotAnIssuer(address account);
    error OldEpoch(uint64 epoch);
    error IsPaused();
    error FeeTooHigh(uint16 bps);
    error RoyaltyTooHigh(uint16 bps);
    error CurrencyUnknown(address currency);
    error TimesOutOfOrder();
    error Missing(string what);

    constructor(address admin, address treasury_, uint16 feeBps_)
        AccessControlDefaultAdminRules(ADMIN_DELAY, admin)
    {
        _setFee(feeBps_, treasury_);
    }

    // ---------------------------------------------------------------- events

    /// @notice Makes the contract of an event, at the address that `addressOf` tells beforehand.
    function createEvent(EventConfig calldata config)
        external
        onlyRole(CREATOR)
        returns (address ticket)
    {
        address original = implementation;
        if (original == address(0)) revert Missing("implementation");
        _requireSound(config);
        bytes memory order = _order(config);
        ticket = Clones.cloneDeterministic(original, keccak256(order));
        isEvent[ticket] = true;
        emit EventCreated(ticket, config.eventId, config.organizer);
        Address.functionCall(ticket, order);
    }

    /// @notice Where the contract of an event is or would be. Since the address follows from the
    /// whole configuration, nobody can take it for another, and it is the same after a fork.
    function addressOf(EventConfig calldata config) external view returns (address) {
        return Clones.predictDeterministicAddress(implementation, keccak256(_order(config)));
    }

    // ---------------------------------------------------------------- the admin's

    /// @notice Lets later events be clones of `next`.
    function setImplementation(address next) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (next.code.length == 0) revert Missing("implementation");
        implementation = next;
        emit ImplementationChanged(next);
    }

    /// @notice Lets later events be priced in `currency`, or not; zero is the coin.
    function setCurrency(address currency, bool allowed) external onlyRole(DEFAULT_ADMIN_ROLE) {
        isCurrency[currency] = allowed;
        emit CurrencyChanged(currency, allowed);
    }

    /// @notice Sets the fee. Sellers are safe from it: each listing says what must be left.
    function setFee(uint16 bps, address receiver) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setFee(bps, receiver);
    }

    /// @notice Lets things move again.
    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        paused = false;
        emit PauseChanged(false);
    }

    // ---------------------------------------------------------------- in an emergency

    /// @notice Stops claims, moves, sales, payments and releases. Refunds go on.
    function pause() external onlyRole(PAUSER) {
        paused = true;
        emit PauseChanged(true);
    }

    /// @notice Makes worthless whatever issuers have signed so far, for every event.
    function bumpIssuerEpoch() external onlyRole(PAUSER) {
        emit IssuerEpochChanged(++issuerEpoch);
    }

    // ---------------------------------------------------------------- for our other contracts

    /// @inheritdoc ITicketRegistry
    function requireIssuer(address issuer, uint64 epoch) external view {
        if (paused) revert IsPaused();
        if (epoch != issuerEpoch) revert OldEpoch(epoch);
        if (!hasRole(ISSUER, issuer)) revert NotAnIssuer(issuer);
    }

    /// @inheritdoc ITicketRegistry
    function saleFee(address ticket) external view returns (uint256, address) {
        if (paused) revert IsPaused();
        if (!isEvent[ticket]) revert NotAnEvent(ticket);
        return (feeBps, treasury);
    }

    /// @inheritdoc ITicketRegistry
    function fee() external view returns (uint256, address) {
        if (paused) revert IsPaused();
        return (feeBps, treasury);
    }

    /// @inheritdoc ITicketRegistry
    function isOperator(address account) external view returns (bool) {
        return hasRole(OPERATOR, account);
    }

    /// @inheritdoc ITicketRegistry
    function isCheckin(address account) external view returns (bool) {
        return hasRole(CHECKIN, account);
    }

    // ---------------------------------------------------------------- inside

    function _setFee(uint16 bps, address receiver) private {
        if (bps > HIGHEST_FEE_BPS) revert FeeTooHigh(bps);
        if (receiver == address(0)) revert Missing("treasury");
        (feeBps, treasury) = (bps, receiver);
        emit FeeChanged(bps, receiver);
    }

    function _requireSound(EventConfig calldata config) private view {
        if (config.organizer == address(0)) revert Missing("organizer");
        if (config.maxSupply == 0) revert Missing("supply");
        if (config.royaltyBps > HIGHEST_ROYALTY_BPS) revert RoyaltyTooHigh(config.royaltyBps);
        if (config.royaltyBps > 0 && config.royaltyReceiver == address(0)) {
            revert Missing("royalty receiver");
        }
        if (!isCurrency[config.currency]) revert CurrencyUnknown(config.currency);
        if (config.lockAt > config.releaseAt || config.releaseAt <= block.timestamp) {
            revert TimesOutOfOrder();
        }
    }

    /// The call that sets a clone up; its hash decides where the clone is.
    function _order(EventConfig calldata config) private pure returns (bytes memory) {
        return abi.encodeCall(IEventTicket.initialize, (config));
    }
}
