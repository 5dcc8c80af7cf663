// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { IERC1271 } from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @title A wallet that is a contract: what its owner's key signs, it has signed.
contract ContractWallet is IERC1271 {
    address public immutable OWNER;

    error NotOwner();

    constructor(address owner) {
        OWNER = owner;
    }

    receive() external payable { }

    /// @notice Sends any call, as the owner asks.
    function execute(address to, uint256 value, bytes calldata data) external {
        if (msg.sender != OWNER) revert NotOwner();
        (bool done, bytes memory answer) = to.call{ value: value }(data);
        if (!done) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature)
        external
        view
        returns (bytes4)
    {
        (address key, ECDSA.RecoverError fault,) = ECDSA.tryRecoverCalldata(hash, signature);
        bool agrees = fault == ECDSA.RecoverError.NoError && key == OWNER;
        return agrees ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
