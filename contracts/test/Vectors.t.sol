// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { EventTicket } from "../src/EventTicket.sol";
import { Payments } from "../src/Payments.sol";
import { TicketMarket } from "../src/TicketMarket.sol";
import { Gift, Voucher } from "../src/ticket/TicketTypes.sol";
import { World } from "./world/World.sol";
import { vm } from "./world/Vm.sol";

/// @title The vectors of spec/chain-signatures.md, as contracts see them.
contract VectorsTest is World {
    string private json;
    string private here;

    function test_EachVectorIsWhatContractsCheck() public {
        json = vm.readFile("../spec/chain-signatures.vectors.json");
        uint256 count = 0;
        for (; vm.keyExistsJson(json, string.concat("$[", _digits(count), "]")); ++count) {
            here = string.concat("$[", _digits(count), "].");
            _check(keccak256(bytes(_text("kind"))));
        }
        require(count >= 22, "vectors are missing");
    }

    function _check(bytes32 kind) private {
        bytes32 digest = vm.parseJsonBytes32(json, string.concat(here, "digest"));
        bytes memory signature = vm.parseJsonBytes(json, string.concat(here, "signature"));
        address signer = _address("signer");
        (address found,,) = ECDSA.tryRecover(digest, signature);
        require(found == signer, _text("name"));
        if (kind == keccak256("recover")) return;
        vm.chainId(_number("chain"));
        require(_digest(kind, _address("contract")) == digest, _text("name"));
    }

    function _digest(bytes32 kind, address where) private returns (bytes32) {
        if (kind == keccak256("voucher")) return digestOf(EventTicket(where), _voucher());
        if (kind == keccak256("gift")) return digestOf(EventTicket(where), _gift());
        // Their own functions, from the place that the vector names.
        vm.etch(where, kind == keccak256("quote") ? address(payments).code : address(market).code);
        if (kind == keccak256("listing")) return TicketMarket(where).listingDigest(_listing());
        if (kind == keccak256("offer")) return TicketMarket(where).offerDigest(_offer());
        return Payments(where).quoteDigest(_quote());
    }

    function _voucher() private view returns (Voucher memory) {
        return Voucher({
            tokenId: _number("values.tokenId"),
            to: _address("values.to"),
            tier: uint8(_number("values.tier")),
            faceValue: uint72(_number("values.faceValue")),
            paid: vm.parseJsonBool(json, string.concat(here, "values.paid")),
            validUntil: uint40(_number("values.validUntil")),
            epoch: uint64(_number("values.epoch"))
        });
    }

    function _gift() private view returns (Gift memory) {
        return Gift({
            tokenId: _number("values.tokenId"),
            from: _address("values.from"),
            to: _address("values.to"),
            nonce: uint16(_number("values.nonce")),
            validUntil: uint40(_number("values.validUntil")),
            epoch: uint64(_number("values.epoch"))
        });
    }

    function _listing() private view returns (TicketMarket.Listing memory) {
        return TicketMarket.Listing({
            ticket: _address("values.ticket"),
            tokenId: _number("values.tokenId"),
            seller: _address("values.seller"),
            price: _number("values.price"),
            minProceeds: _number("values.minProceeds"),
            validUntil: uint40(_number("values.validUntil")),
            nonce: uint16(_number("values.nonce")),
            counter: uint64(_number("values.counter")),
            buyer: _address("values.buyer")
        });
    }

    function _offer() private view returns (TicketMarket.Offer memory) {
        return TicketMarket.Offer({
            ticket: _address("values.ticket"),
            tokenId: _number("values.tokenId"),
            bidder: _address("values.bidder"),
            price: _number("values.price"),
            validUntil: uint40(_number("values.validUntil")),
            nonce: uint16(_number("values.nonce")),
            counter: uint64(_number("values.counter"))
        });
    }

    function _quote() private view returns (Payments.Quote memory) {
        return Payments.Quote({
            orderId: vm.parseJsonBytes32(json, string.concat(here, "values.orderId")),
            currency: _address("values.currency"),
            amount: _number("values.amount"),
            receiver: _address("values.receiver"),
            validUntil: uint40(_number("values.validUntil")),
            epoch: uint64(_number("values.epoch"))
        });
    }

    function _number(string memory key) private view returns (uint256) {
        return vm.parseJsonUint(json, string.concat(here, key));
    }

    function _address(string memory key) private view returns (address) {
        return vm.parseJsonAddress(json, string.concat(here, key));
    }

    function _text(string memory key) private view returns (string memory) {
        return vm.parseJsonString(json, string.concat(here, key));
    }
}
