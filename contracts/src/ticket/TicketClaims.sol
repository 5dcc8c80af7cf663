// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { Coins } from "../lib/Coins.sol";
import { Signatures } from "../lib/Signatures.sol";
import { TicketCore } from "./TicketCore.sol";
import { TicketData, TicketDatas } from "./TicketData.sol";
import { Gift, Policy, Voucher } from "./TicketTypes.sol";

/// @title How tickets come to be and are given away: by what others signed, so that the holder needs
/// no coin. Whoever sends the transaction only pays for it.
abstract contract TicketClaims is TicketCore {
    bytes32 private constant VOUCHER = keccak256(
        "Voucher(uint256 tokenId,address to,uint8 tier,uint72 faceValue,bool paid,uint40 validUntil,uint64 epoch)"
    );
    bytes32 private constant GIFT = keccak256(
        "Gift(uint256 tokenId,address from,address to,uint16 nonce,uint40 validUntil,uint64 epoch)"
    );
    /// Bounds what a voucher that leaked is good for.
    uint256 public constant LONGEST_VOUCHER = 1 hours;

    event TicketClaimed(
        uint256 indexed id, address indexed to, uint8 tier, uint72 faceValue, bool paid
    );

    error Expired(uint256 validUntil);
    error ValidTooLong(uint256 validUntil);
    error NumberTooLarge(uint256 id);
    error NumberUsed(uint256 id);
    error SoldOut();
    error PaidOneByOne();
    error OldNonce(uint16 nonce);
    error NotTheHolder(address from);
    error NotSigned(address by);

    /// @notice Makes a ticket for whom the voucher names. A number exists once, so a voucher needs no
    /// mark that it was used.
    function claim(Voucher calldata voucher, bytes calldata signature)
        external
        payable
        nonReentrant
    {
        _make(voucher, signature);
        if (!voucher.paid) return Coins.requireValue(0);
        escrow += voucher.faceValue;
        Coins.collect(currency, msg.sender, voucher.faceValue);
    }

    /// @notice Makes several tickets that were paid elsewhere.
    function claimBatch(Voucher[] calldata vouchers, bytes[] calldata signatures)
        external
        nonReentrant
    {
        for (uint256 i = 0; i < vouchers.length; ++i) {
            if (vouchers[i].paid) revert PaidOneByOne();
            _make(vouchers[i], signatures[i]);
        }
    }

    /// @notice Gives a ticket away. The holder's signature binds it to this owner, who may have had
    /// it before; the issuer's keeps sales from passing as presents.
    function gift(Gift calldata present, bytes calldata byHolder, bytes calldata byIssuer)
        external
        nonReentrant
    {
        if (policy < Policy.GiftOrMarket) revert PolicyForbids(policy);
        if (block.timestamp > present.validUntil) revert Expired(present.validUntil);
        if (ownerOf(present.tokenId) != present.from) revert NotTheHolder(present.from);
        if (_data(present.tokenId).nonce() != present.nonce) revert OldNonce(present.nonce);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(GIFT, present)));
        REGISTRY.requireIssuer(ECDSA.recoverCalldata(digest, byIssuer), present.epoch);
        if (!Signatures.isBy(present.from, digest, byHolder)) revert NotSigned(present.from);
        _transfer(present.from, present.to, present.tokenId);
    }

    function _make(Voucher calldata voucher, bytes calldata signature) private {
        if (block.timestamp > voucher.validUntil) revert Expired(voucher.validUntil);
        if (voucher.validUntil > block.timestamp + LONGEST_VOUCHER) {
            revert ValidTooLong(voucher.validUntil);
        }
        // A badge's number is the contract's address and the ticket's number in one word.
        if (voucher.tokenId > type(uint96).max) revert NumberTooLarge(voucher.tokenId);
        if (_data(voucher.tokenId).isUsed()) revert NumberUsed(voucher.tokenId);
        if (minted == maxSupply) revert SoldOut();
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(VOUCHER, voucher)));
        REGISTRY.requireIssuer(ECDSA.recoverCalldata(digest, signature), voucher.epoch);
        ++minted;
        TicketData data = TicketDatas.fresh(voucher.faceValue, voucher.tier, voucher.paid);
        _mintAndSetExtraDataUnchecked(voucher.to, voucher.tokenId, TicketData.unwrap(data));
        emit TicketClaimed(
            voucher.tokenId, voucher.to, voucher.tier, voucher.faceValue, voucher.paid
        );
    }
}
