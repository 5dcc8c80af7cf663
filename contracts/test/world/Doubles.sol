// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Calls back whoever sends it coin, with whatever it was told, as deep as its gas goes.
contract Reenterer {
    address private target;
    bytes private order;
    bool public succeeded;

    function prepare(address target_, bytes calldata order_) external {
        (target, order) = (target_, order_);
    }

    receive() external payable {
        (bool done,) = target.call(order);
        if (done) succeeded = true;
    }
}

/// @title Says that it is a ticket, and hands over nothing.
contract FakeTicket {
    address public currency;
    uint256 public sold;

    constructor(address currency_) {
        currency = currency_;
    }

    fallback() external {
        ++sold;
        assembly ("memory-safe") {
            mstore(0, 0)
            return(0, 96)
        }
    }
}
