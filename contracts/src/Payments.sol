// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {
    ReentrancyGuardTransient
} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { ITicketRegistry } from "./ITicketRegistry.sol";
import { Coins } from "./lib/Coins.sol";

/// @title A token whose owner pays by signature (ERC-3009), like USDC.
interface IAuthorized {
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
    ) external;
}

/// @title Pays an order that is kept elsewhere: once, exactly, and not too late.
/// @notice Too little, too much, too late and twice are refused here, so none of them is ever a case
/// for a person. The money goes straight on; nothing stays in this contract.
contract Payments is EIP712, ReentrancyGuardTransient {
    struct Quote {
        bytes32 orderId;
        address currency;
        uint256 amount;
        address receiver;
        uint40 validUntil;
        uint64 epoch;
    }

    struct Authorization {
        address payer;
        uint256 validAfter;
        uint256 validBefore;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    bytes32 private constant QUOTE = keccak256(
        "Quote(bytes32 orderId,address currency,uint256 amount,address receiver,uint40 validUntil,uint64 epoch)"
    );

    ITicketRegistry public immutable REGISTRY;
    mapping(bytes32 orderId => bool) public isPaid;

    event OrderPaid(
        bytes32 indexed orderId,
        address indexed payer,
        address currency,
        uint256 amount,
        address receiver
    );

    error Expired(uint256 validUntil);
    error AlreadyPaid(bytes32 orderId);

    constructor(ITicketRegistry registry) EIP712("Bilten Payments", "1") {
        REGISTRY = registry;
    }

    /// @notice Pays `quote`; the sender pays, with the coin or by an allowance.
    function pay(Quote calldata quote, bytes calldata signature) external payable nonReentrant {
        _note(quote, signature, msg.sender);
        if (quote.currency == Coins.COIN) {
            Coins.requireValue(quote.amount);
            Coins.pay(Coins.COIN, quote.receiver, quote.amount);
        } else {
            Coins.requireValue(0);
            Coins.pull(quote.currency, msg.sender, quote.receiver, quote.amount);
        }
    }

    /// @notice Pays `quote` by what the payer signed; the sender only pays for the transaction.
    /// @dev Only we can use such a signature, since it says that we receive; and its nonce is the
    /// order, so it pays no other.
    function payAuthorized(
        Quote calldata quote,
        bytes calldata signature,
        Authorization calldata by
    ) external nonReentrant {
        _note(quote, signature, by.payer);
        IAuthorized(quote.currency)
            .receiveWithAuthorization(
                by.payer,
                address(this),
                quote.amount,
                by.validAfter,
                by.validBefore,
                quote.orderId,
                by.v,
                by.r,
                by.s
            );
        Coins.pay(quote.currency, quote.receiver, quote.amount);
    }

    /// @notice What an issuer signs.
    function quoteDigest(Quote calldata quote) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(QUOTE, quote)));
    }

    function _note(Quote calldata quote, bytes calldata signature, address payer) private {
        if (block.timestamp > quote.validUntil) revert Expired(quote.validUntil);
        if (isPaid[quote.orderId]) revert AlreadyPaid(quote.orderId);
        address issuer = ECDSA.recoverCalldata(quoteDigest(quote), signature);
        REGISTRY.requireIssuer(issuer, quote.epoch);
        isPaid[quote.orderId] = true;
        emit OrderPaid(quote.orderId, payer, quote.currency, quote.amount, quote.receiver);
    }
}
