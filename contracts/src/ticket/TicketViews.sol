// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Strings } from "@openzeppelin/contracts/utils/Strings.sol";
import { TicketCore } from "./TicketCore.sol";
import { TicketData } from "./TicketData.sol";
import { Policy, State } from "./TicketTypes.sol";

/// @title What wallets and marketplaces ask: ERC-721 metadata, 2981, 4906, 5192, 7572.
abstract contract TicketViews is TicketCore {
    using Strings for uint256;

    function name() public view override returns (string memory) {
        return _name;
    }

    function symbol() public view override returns (string memory) {
        return _symbol;
    }

    function tokenURI(uint256 id) public view override returns (string memory) {
        ownerOf(id); // refuses a number that is not out
        return string.concat(_baseURI, id.toString());
    }

    /// @notice Metadata of the collection (ERC-7572).
    function contractURI() external view returns (string memory) {
        return string.concat(_baseURI, "contract");
    }

    function totalSupply() external view returns (uint256) {
        return minted - burnt;
    }

    /// @notice What a ticket knows about itself.
    function ticketOf(uint256 id)
        external
        view
        returns (uint72 faceValue, uint8 tier, bool refundable, bool voided, uint16 nonce)
    {
        TicketData data = _data(id);
        return (data.faceValue(), data.tier(), data.isRefundable(), data.isVoided(), data.nonce());
    }

    /// @notice Whether `transferFrom` would refuse (ERC-5192). Exact at every moment; no event tells
    /// of a lock that falls at a time of day.
    function locked(uint256 id) external view returns (bool) {
        ownerOf(id);
        return policy != Policy.Free || state != State.Live || block.timestamp >= lockAt
            || _data(id).isVoided() || isRedeemed(id) || REGISTRY.paused();
    }

    /// @notice The organizer's share of a sale (ERC-2981).
    function royaltyInfo(uint256, uint256 price) public view returns (address, uint256) {
        return (royaltyReceiver, price * royaltyBps / 10_000);
    }
}
