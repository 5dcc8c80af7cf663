// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Coin } from "../../doubles/Coin.sol";

/// @title A token with accounts that its issuer bars, and that may keep a part of each transfer.
contract OddCoin is Coin("Odd Dollar", "oUSD") {
    mapping(address account => bool) public isBarred;
    /// In ten-thousandths; no decent token keeps any.
    uint256 public keepBps;

    error Barred(address account);

    function bar(address account, bool barred) external {
        isBarred[account] = barred;
    }

    function keep(uint256 bps) external {
        keepBps = bps;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (isBarred[from] || isBarred[to]) revert Barred(isBarred[from] ? from : to);
        super._update(from, to, value);
        if (keepBps > 0 && from != address(0) && to != address(0)) {
            super._update(to, address(0xfee), value * keepBps / 10_000);
        }
    }
}
