// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Coins } from "../lib/Coins.sol";
import { TicketCore } from "./TicketCore.sol";
import { TicketData } from "./TicketData.sol";
import { State } from "./TicketTypes.sol";

/// @title Where the money is that was paid here: in the contract until the event is over, then the
/// organizer's; or, if the event is cancelled, the holders' again.
abstract contract TicketMoney is TicketCore {
    event EventCancelled();
    event Refunded(uint256 indexed id, address indexed to, uint256 amount);
    event Released(uint256 amount, uint256 fee);
    event Surrendered(uint256 indexed id, address indexed from);

    error NotCancelled();
    error NothingToRefund(uint256 id);
    error TooEarly(uint256 releaseAt);
    error StillRefundable(uint256 id);

    /// @notice Calls the event off. Nothing brings it back.
    function cancel() external onlyStaff whenLive {
        state = State.Cancelled;
        emit EventCancelled();
    }

    /// @notice Pays the face value back to the holder and burns the ticket. Everybody takes their
    /// own, so that nobody's wallet can stand in another's way.
    function refund(uint256 id) external nonReentrant {
        if (state != State.Cancelled) revert NotCancelled();
        if (ownerOf(id) != msg.sender) revert NotAllowed(msg.sender);
        TicketData data = _data(id);
        if (!data.isRefundable()) revert NothingToRefund(id);
        uint256 amount = data.faceValue();
        escrow -= amount;
        _retire(id);
        emit Refunded(id, msg.sender, amount);
        Coins.pay(currency, msg.sender, amount);
    }

    /// @notice Burns a ticket whose holder goes on without a wallet; its number never comes back.
    /// @dev What was paid here stays with the token, which alone can claim it back.
    function surrender(uint256 id) external nonReentrant {
        if (ownerOf(id) != msg.sender) revert NotAllowed(msg.sender);
        if (_data(id).isRefundable()) revert StillRefundable(id);
        _retire(id);
        emit Surrendered(id, msg.sender);
    }

    /// @notice Pays the organizer, after the event; anybody may ask for it.
    function release() external nonReentrant whenLive {
        if (block.timestamp < releaseAt) revert TooEarly(releaseAt);
        (uint256 feeBps, address treasury) = REGISTRY.fee();
        uint256 amount = escrow;
        uint256 fee = amount * feeBps / 10_000;
        escrow = 0;
        state = State.Released;
        emit Released(amount, fee);
        Coins.pay(currency, treasury, fee);
        Coins.pay(currency, organizer, amount - fee);
    }

    function _retire(uint256 id) private {
        ++burnt;
        _burn(id);
    }
}
