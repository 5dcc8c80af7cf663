// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { ERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title A token in the manner of USDC: six decimals, permits, and payment by signature (ERC-3009).
/// Anybody may make as much of it as they want.
contract Coin is ERC20Permit {
    bytes32 private constant RECEIVE = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );

    mapping(address account => mapping(bytes32 nonce => bool)) public authorizationState;

    error NotForYou();
    error OutOfTime();
    error NonceUsed();
    error BadSignature();

    constructor(string memory name, string memory symbol) ERC20(name, symbol) ERC20Permit(name) { }

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        if (msg.sender != to) revert NotForYou();
        if (block.timestamp <= validAfter || block.timestamp >= validBefore) revert OutOfTime();
        if (authorizationState[from][nonce]) revert NonceUsed();
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(RECEIVE, from, to, value, validAfter, validBefore, nonce))
        );
        if (ECDSA.recover(digest, v, r, s) != from) revert BadSignature();
        authorizationState[from][nonce] = true;
        _transfer(from, to, value);
    }
}
