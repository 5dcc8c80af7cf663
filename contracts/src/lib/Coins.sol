// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Money, be it the chain's own coin or a token.
/// @notice A currency is the address of a token; address zero is the coin.
library Coins {
    using SafeERC20 for IERC20;

    address internal constant COIN = address(0);

    error WrongValue(uint256 sent, uint256 due);
    error ShortTransfer(uint256 arrived, uint256 due);
    error CoinRefused(address to);

    /// @notice Takes exactly `amount` from `payer`; of the coin, what the transaction carries.
    /// @dev A token that keeps a fee for itself, or that shrinks, is found by what has arrived.
    function collect(address currency, address payer, uint256 amount) internal {
        if (currency == COIN) return requireValue(amount);
        requireValue(0);
        pull(currency, payer, address(this), amount);
    }

    /// @notice Moves exactly `amount` of a token from `payer` to `to`, by the allowance we have.
    function pull(address token, address payer, address to, uint256 amount) internal {
        uint256 before = IERC20(token).balanceOf(to);
        IERC20(token).safeTransferFrom(payer, to, amount);
        uint256 arrived = IERC20(token).balanceOf(to) - before;
        if (arrived != amount) revert ShortTransfer(arrived, amount);
    }

    /// @notice Pays `amount` out of what we hold.
    function pay(address currency, address to, uint256 amount) internal {
        if (currency != COIN) return IERC20(currency).safeTransfer(to, amount);
        (bool taken,) = to.call{ value: amount }("");
        if (!taken) revert CoinRefused(to);
    }

    /// @notice Refuses a transaction that carries more or less of the coin than is due.
    function requireValue(uint256 due) internal view {
        if (msg.value != due) revert WrongValue(msg.value, due);
    }
}
