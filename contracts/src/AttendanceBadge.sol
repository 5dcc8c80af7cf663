// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Strings } from "@openzeppelin/contracts/utils/Strings.sol";
import { MerkleProof } from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import { ERC721 } from "solady/src/tokens/ERC721.sol";
import { IEventTicket } from "./IEventTicket.sol";
import { ITicketRegistry } from "./ITicketRegistry.sol";

/// @title Proof that somebody was there. It stays with them for ever.
/// @notice A badge is claimed against the root that the event's gates wrote down. The leaf names the
/// account, so a proof that was passed around is worth nothing to others, and anybody may pay for
/// the transaction. A badge's number is the event's contract and the ticket's number.
contract AttendanceBadge is ERC721 {
    ITicketRegistry public immutable REGISTRY;
    string private _baseURI;

    event Locked(uint256 tokenId); // ERC-5192

    error NotAnEvent(address ticket);
    error NotInTheTree();
    error StaysForEver();

    constructor(ITicketRegistry registry, string memory baseURI) {
        REGISTRY = registry;
        _baseURI = baseURI;
    }

    /// @notice Makes the badge of `attendee` for the ticket they came with.
    function claim(address ticket, uint96 number, address attendee, bytes32[] calldata proof)
        external
    {
        if (!REGISTRY.isEvent(ticket)) revert NotAnEvent(ticket);
        bytes32 root = IEventTicket(ticket).attendanceRoot();
        // Hashed twice, so that no inner node of the tree can be read as a leaf.
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(number, attendee))));
        if (!MerkleProof.verifyCalldata(proof, root, leaf)) revert NotInTheTree();
        uint256 id = idOf(ticket, number);
        _mint(attendee, id);
        emit Locked(id);
    }

    /// @notice The number of the badge for a ticket.
    function idOf(address ticket, uint96 number) public pure returns (uint256) {
        return (uint256(uint160(ticket)) << 96) | number;
    }

    function name() public pure override returns (string memory) {
        return "Bilten Attendance";
    }

    function symbol() public pure override returns (string memory) {
        return "WASTHERE";
    }

    function tokenURI(uint256 id) public view override returns (string memory) {
        ownerOf(id);
        return string.concat(_baseURI, Strings.toHexString(id, 32));
    }

    /// @notice Always (ERC-5192).
    function locked(uint256 id) external view returns (bool) {
        ownerOf(id);
        return true;
    }

    function supportsInterface(bytes4 id) public view override returns (bool) {
        return id == 0xb45a3c0e || super.supportsInterface(id);
    }

    function approve(address, uint256) public payable override {
        revert StaysForEver();
    }

    function setApprovalForAll(address, bool) public pure override {
        revert StaysForEver();
    }

    function _beforeTokenTransfer(address from, address, uint256) internal pure override {
        if (from != address(0)) revert StaysForEver();
    }
}
