// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ContractWallet } from "./ContractWallet.sol";

/// @title Makes the wallet of an owner at an address known beforehand.
contract WalletFactory {
    /// @notice Makes the wallet of `owner`; twice is once.
    function make(address owner) external returns (address wallet) {
        wallet = addressOf(owner);
        if (wallet.code.length == 0) new ContractWallet{ salt: 0 }(owner);
    }

    /// @notice Where the wallet of `owner` is or would be.
    function addressOf(address owner) public view returns (address) {
        bytes memory code = abi.encodePacked(type(ContractWallet).creationCode, abi.encode(owner));
        bytes32 hash = keccak256(
            abi.encodePacked(bytes1(0xff), address(this), bytes32(0), keccak256(code))
        );
        return address(uint160(uint256(hash)));
    }
}
