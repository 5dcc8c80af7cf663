// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {
    ReentrancyGuardTransient
} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { IEventTicket } from "./IEventTicket.sol";
import { ITicketRegistry } from "./ITicketRegistry.sol";
import { Coins } from "./lib/Coins.sol";
import { Signatures } from "./lib/Signatures.sol";
import { Sale } from "./ticket/TicketTypes.sol";

/// @title Resale by what was signed: a listing by who sells, or an offer by who buys.
/// @notice Nobody owns or changes this contract, and it holds nothing but shares that wait for whom
/// they belong to. A listing names the ticket's nonce, which grows with each change of owner, so it
/// can be filled at most once and never comes back to life.
contract TicketMarket is EIP712, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    struct Listing {
        address ticket;
        uint256 tokenId;
        address seller;
        uint256 price;
        uint256 minProceeds; // what must be left of the price, whatever the fee is by then
        uint40 validUntil;
        uint16 nonce;
        uint64 counter;
        address buyer; // the only one who may have it; zero is anybody
    }

    struct Offer {
        address ticket;
        uint256 tokenId;
        address bidder;
        uint256 price;
        uint40 validUntil;
        uint16 nonce;
        uint64 counter;
    }

    struct Permit {
        uint256 deadline;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    bytes32 private constant LISTING = keccak256(
        "Listing(address ticket,uint256 tokenId,address seller,uint256 price,uint256 minProceeds,uint40 validUntil,uint16 nonce,uint64 counter,address buyer)"
    );
    bytes32 private constant OFFER = keccak256(
        "Offer(address ticket,uint256 tokenId,address bidder,uint256 price,uint40 validUntil,uint16 nonce,uint64 counter)"
    );
    /// Enough for a wallet to note what came in, too little for mischief.
    uint256 private constant GAS_TO_RECEIVE = 30_000;

    ITicketRegistry public immutable REGISTRY;
    /// What an account signed counts only with the number it has here.
    mapping(address account => uint64) public counters;
    mapping(address account => mapping(bytes32 digest => bool)) public withdrawn;
    /// Shares that wait to be fetched.
    mapping(address currency => mapping(address account => uint256)) public credits;

    event Sold(
        address indexed ticket,
        uint256 indexed tokenId,
        address indexed seller,
        address buyer,
        uint256 price,
        uint256 royalty,
        uint256 fee
    );
    event Withdrawn(address indexed account, bytes32 digest);
    event AllWithdrawn(address indexed account, uint64 counter);
    event Credited(address indexed currency, address indexed account, uint256 amount);
    event Fetched(address indexed currency, address indexed account, address to, uint256 amount);

    error Expired(uint256 validUntil);
    error WasWithdrawn();
    error ForSomebodyElse(address buyer);
    error NotSigned(address by);
    error ProceedsTooLow(uint256 proceeds, uint256 least);
    error CoinCannotBePulled();

    constructor(ITicketRegistry registry) EIP712("Bilten Market", "1") {
        REGISTRY = registry;
    }

    // ---------------------------------------------------------------- sales

    /// @notice Buys what is listed, for `to`; the sender pays.
    function buy(Listing calldata listing, bytes calldata signature, address to)
        public
        payable
        nonReentrant
    {
        address buyer = listing.buyer;
        if (buyer != address(0) && buyer != to) revert ForSomebodyElse(buyer);
        _requireStanding(
            listing.seller, listing.validUntil, listing.counter, listingDigest(listing), signature
        );
        Sale memory sale = Sale(listing.tokenId, listing.seller, to, listing.price, listing.nonce);
        _settle(listing.ticket, sale, msg.sender, listing.minProceeds);
    }

    /// @notice Buys with leave to take the price that comes along.
    /// @dev Somebody may have used that leave already, so its failure alone says nothing.
    function buyWithPermit(
        Listing calldata listing,
        bytes calldata signature,
        address to,
        Permit calldata permit
    ) external {
        REGISTRY.saleFee(listing.ticket); // a stranger's contract is asked nothing
        address token = IEventTicket(listing.ticket).currency();
        try IERC20Permit(token)
            .permit(
                msg.sender,
                address(this),
                listing.price,
                permit.deadline,
                permit.v,
                permit.r,
                permit.s
            ) { }
            catch { }
        buy(listing, signature, to);
    }

    /// @notice Sells to who offered; the sender has the ticket and says what must be left.
    function accept(Offer calldata offer, bytes calldata signature, uint256 minProceeds)
        external
        nonReentrant
    {
        _requireStanding(
            offer.bidder, offer.validUntil, offer.counter, offerDigest(offer), signature
        );
        if (IEventTicket(offer.ticket).currency() == Coins.COIN) revert CoinCannotBePulled();
        Sale memory sale = Sale(offer.tokenId, msg.sender, offer.bidder, offer.price, offer.nonce);
        _settle(offer.ticket, sale, offer.bidder, minProceeds);
    }

    // ---------------------------------------------------------------- changing one's mind

    /// @notice Takes back one listing or offer of the sender, by its digest.
    function withdraw(bytes32 digest) external {
        withdrawn[msg.sender][digest] = true;
        emit Withdrawn(msg.sender, digest);
    }

    /// @notice Takes back all that the sender signed so far.
    function withdrawAll() external {
        emit AllWithdrawn(msg.sender, ++counters[msg.sender]);
    }

    // ---------------------------------------------------------------- shares

    /// @notice Pays the sender's shares out to `to`.
    function fetch(address currency, address to) external nonReentrant {
        uint256 amount = credits[currency][msg.sender];
        credits[currency][msg.sender] = 0;
        emit Fetched(currency, msg.sender, to, amount);
        Coins.pay(currency, to, amount);
    }

    // ---------------------------------------------------------------- digests

    /// @notice What a seller signs.
    function listingDigest(Listing calldata listing) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(LISTING, listing)));
    }

    /// @notice What a bidder signs.
    function offerDigest(Offer calldata offer) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(OFFER, offer)));
    }

    // ---------------------------------------------------------------- inside

    function _requireStanding(
        address signer,
        uint256 validUntil,
        uint64 counter,
        bytes32 digest,
        bytes calldata signature
    ) private view {
        if (block.timestamp > validUntil) revert Expired(validUntil);
        if (counter != counters[signer] || withdrawn[signer][digest]) revert WasWithdrawn();
        if (!Signatures.isBy(signer, digest, signature)) revert NotSigned(signer);
    }

    /// The ticket moves before the money does, and calls nobody: when a wallet or a token gets its
    /// turn, everything else has happened.
    function _settle(address ticket, Sale memory sale, address payer, uint256 minProceeds) private {
        (uint256 feeBps, address treasury) = REGISTRY.saleFee(ticket);
        (address currency, address receiver, uint256 royalty) =
            IEventTicket(ticket).marketTransfer(sale);
        uint256 fee = sale.price * feeBps / 10_000;
        uint256 proceeds = sale.price - royalty - fee;
        if (proceeds < minProceeds) revert ProceedsTooLow(proceeds, minProceeds);
        _credit(currency, receiver, royalty);
        _credit(currency, treasury, fee);
        emit Sold(ticket, sale.tokenId, sale.seller, sale.buyer, sale.price, royalty, fee);
        if (currency == Coins.COIN) {
            Coins.requireValue(sale.price);
            _payCoin(sale.seller, proceeds);
        } else {
            Coins.requireValue(0);
            _payToken(currency, payer, sale.seller, proceeds, royalty + fee);
        }
    }

    function _payCoin(address seller, uint256 proceeds) private {
        (bool taken,) = seller.call{ value: proceeds, gas: GAS_TO_RECEIVE }("");
        if (!taken) _credit(Coins.COIN, seller, proceeds);
    }

    /// A token may refuse a seller it has barred. That is between those two; the buyer has paid.
    function _payToken(
        address token,
        address payer,
        address seller,
        uint256 proceeds,
        uint256 shares
    ) private {
        if (!IERC20(token).trySafeTransferFrom(payer, seller, proceeds)) {
            shares += proceeds;
            _credit(token, seller, proceeds);
        }
        if (shares > 0) Coins.pull(token, payer, address(this), shares);
    }

    function _credit(address currency, address account, uint256 amount) private {
        if (amount == 0) return;
        credits[currency][account] += amount;
        emit Credited(currency, account, amount);
    }
}
