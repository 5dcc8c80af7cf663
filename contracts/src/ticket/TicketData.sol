// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What a ticket knows about itself, in the 96 bits beside its owner:
/// `faceValue 72 | tier 8 | refundable 1 | voided 1 | nonce 14`.
type TicketData is uint96;

using TicketDatas for TicketData global;

/// @title Reading and making a ticket's data.
/// @dev Zero says that the number was never used. The nonce begins at 1 and a burnt ticket keeps its
/// data, so a number that was used once can be told for ever, without a word of its own.
library TicketDatas {
    uint96 private constant NONCE = (1 << 14) - 1;
    uint96 private constant VOIDED = 1 << 14;
    uint96 private constant REFUNDABLE = 1 << 15;
    uint96 private constant TIER_AT = 16;
    uint96 private constant VALUE_AT = 24;

    /// The ticket has moved as often as can be counted. It stays, for a nonce must not come again.
    error NonceSpent();

    function fresh(uint72 faceValue_, uint8 tier_, bool refundable)
        internal
        pure
        returns (TicketData)
    {
        return TicketData.wrap(
            (uint96(faceValue_) << VALUE_AT) | (uint96(tier_) << TIER_AT)
                | (refundable ? REFUNDABLE : 0) | 1
        );
    }

    /// @notice The data after one more change of owner; the last nonce is kept for a burn, which
    /// nothing must prevent.
    function moved(TicketData data, bool isBurn) internal pure returns (TicketData) {
        if (!isBurn && nonce(data) == NONCE - 1) revert NonceSpent();
        return TicketData.wrap(TicketData.unwrap(data) + 1);
    }

    /// @notice The data of a ticket that admits nobody any more, or of a number that never will.
    function spoilt(TicketData data) internal pure returns (TicketData) {
        return TicketData.wrap(TicketData.unwrap(data) | VOIDED);
    }

    function isUsed(TicketData data) internal pure returns (bool) {
        return TicketData.unwrap(data) != 0;
    }

    function isVoided(TicketData data) internal pure returns (bool) {
        return TicketData.unwrap(data) & VOIDED != 0;
    }

    function isRefundable(TicketData data) internal pure returns (bool) {
        return TicketData.unwrap(data) & REFUNDABLE != 0;
    }

    function nonce(TicketData data) internal pure returns (uint16) {
        return uint16(TicketData.unwrap(data) & NONCE);
    }

    function tier(TicketData data) internal pure returns (uint8) {
        return uint8(TicketData.unwrap(data) >> TIER_AT);
    }

    function faceValue(TicketData data) internal pure returns (uint72) {
        return uint72(TicketData.unwrap(data) >> VALUE_AT);
    }
}
