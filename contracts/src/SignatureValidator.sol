// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { IERC1271 } from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @title Whether somebody signed a hash, whatever kind of account they have.
/// @notice Never deployed: its creation code, with the arguments behind it, is the data of an
/// `eth_call` that names no recipient. The answer is one byte, 01 for yes and 00 for no; whoever asks
/// takes anything else, a revert too, for a no.
/// @dev The order is that of ERC-6492. A wallet that is not there yet is made first, in the call
/// only, so nothing stays of it. A key is tried last even where there is code: an account that
/// delegates by EIP-7702 still has its own.
contract SignatureValidator {
    /// What ends a signature by a wallet that may not be deployed yet.
    bytes32 private constant WRAPPED =
        0x6492649264926492649264926492649264926492649264926492649264926492;

    constructor(address signer, bytes32 hash, bytes memory signature) {
        bool valid = _isValid(signer, hash, signature);
        assembly ("memory-safe") {
            mstore8(0, valid)
            return(0, 1)
        }
    }

    function _isValid(address signer, bytes32 hash, bytes memory signature) private returns (bool) {
        if (_isWrapped(signature)) {
            (address factory, bytes memory order, bytes memory inner) =
                abi.decode(_withoutEnd(signature), (address, bytes, bytes));
            if (signer.code.length > 0 && _walletAgrees(signer, hash, inner)) return true;
            // Makes the wallet, or prepares one that does not know its signer yet.
            (bool made,) = factory.call(order);
            return made && _walletAgrees(signer, hash, inner);
        }
        return _walletAgrees(signer, hash, signature) || _keyAgrees(signer, hash, signature);
    }

    function _walletAgrees(address signer, bytes32 hash, bytes memory signature)
        private
        view
        returns (bool)
    {
        // An account without code succeeds at everything, and says nothing.
        (bool answered, bytes memory answer) =
            signer.staticcall(abi.encodeCall(IERC1271.isValidSignature, (hash, signature)));
        return answered && answer.length >= 32
            && bytes32(answer) == bytes32(IERC1271.isValidSignature.selector);
    }

    function _keyAgrees(address signer, bytes32 hash, bytes memory signature)
        private
        pure
        returns (bool)
    {
        (address key, ECDSA.RecoverError fault,) = ECDSA.tryRecover(hash, signature);
        return fault == ECDSA.RecoverError.NoError && key == signer;
    }

    function _isWrapped(bytes memory signature) private pure returns (bool) {
        if (signature.length < 32) return false;
        bytes32 end;
        assembly ("memory-safe") {
            end := mload(add(signature, mload(signature)))
        }
        return end == WRAPPED;
    }

    /// Shortens in place; the end has been read.
    function _withoutEnd(bytes memory signature) private pure returns (bytes memory) {
        assembly ("memory-safe") {
            mstore(signature, sub(mload(signature), 32))
        }
        return signature;
    }
}
