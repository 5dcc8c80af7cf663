// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EventTicket } from "../src/EventTicket.sol";
import { TicketMarket } from "../src/TicketMarket.sol";
import { EventConfig, Gift, Policy, State, Voucher } from "../src/ticket/TicketTypes.sol";
import { World } from "./world/World.sol";
import { vm } from "./world/Vm.sol";

/// @title People who do whatever comes to their minds, and a second set of books about it.
/// @dev Every function picks what exists by the numbers it is given; what is refused is no matter,
/// for the books are written from what was done.
contract Handler is World {
    uint256 public constant NUMBERS = 10;
    uint32 public constant SUPPLY = 8;

    EventTicket[2] public events;
    uint256[4] private keys = [ALICE, BOB, CAROL, 0xDA7E];
    address[4] public people;

    /// The second set of books, by event and number.
    mapping(uint256 => mapping(uint256 => address)) public holder;
    mapping(uint256 => mapping(uint256 => bool)) public refundable;
    mapping(uint256 => mapping(uint256 => bool)) public retired;
    mapping(uint256 => mapping(uint256 => bool)) public voided;
    mapping(uint256 => mapping(uint256 => bool)) public redeemedOnce;
    mapping(address => uint256) public owed; // shares at the market, by currency
    string public fault;

    struct Filled {
        TicketMarket.Listing listing;
        bytes signature;
    }

    Filled[] private filled;

    constructor() {
        setUp();
        EventConfig memory config = configOf(Policy.GiftOrMarket, address(coin));
        config.maxSupply = SUPPLY;
        config.eventId = "invariants";
        events[0] = newEvent(config);
        config.currency = address(0);
        config.policy = Policy.MarketOnly;
        events[1] = newEvent(config);
        for (uint256 i = 0; i < 4; ++i) {
            people[i] = vm.addr(keys[i]);
            vm.deal(people[i], 1000 ether);
            coin.mint(people[i], 1_000_000_000e6);
            vm.prank(people[i]);
            coin.approve(address(market), type(uint256).max);
            for (uint256 e = 0; e < 2; ++e) {
                vm.prank(people[i]);
                coin.approve(address(events[e]), type(uint256).max);
            }
        }
    }

    // ---------------------------------------------------------------- what people do

    function claims(uint256 e, uint256 id, uint256 who, bool paid) external {
        (e, id, who) = (e % 2, id % NUMBERS, who % 4);
        Voucher memory voucher = voucherOf(id, people[who], paid);
        bytes memory signature = sign(ISSUER, digestOf(events[e], voucher));
        uint256 value = paid && e == 1 ? FACE : 0;
        vm.prank(people[who]);
        try events[e].claim{ value: value }(voucher, signature) {
            if (retired[e][id] || holder[e][id] != address(0)) fault = "a number came back";
            (holder[e][id], refundable[e][id]) = (people[who], paid);
        } catch { }
    }

    function gives(uint256 e, uint256 id, uint256 to) external {
        (e, id, to) = (e % 2, id % NUMBERS, to % 4);
        address from = holder[e][id];
        if (from == address(0)) return;
        Gift memory present = giftOf(events[e], id, from, people[to]);
        bytes32 digest = digestOf(events[e], present);
        bytes memory signature = sign(_keyOf(from), digest);
        try events[e].gift(present, signature, sign(ISSUER, digest)) {
            if (e == 1) fault = "a gift in market only";
            _moves(e, id, people[to]);
        } catch { }
    }

    function sells(uint256 e, uint256 id, uint256 to, uint256 price) external {
        (e, id, to) = (e % 2, id % NUMBERS, to % 4);
        address from = holder[e][id];
        if (from == address(0)) return;
        price = price % (uint256(FACE) * 6 / 5);
        TicketMarket.Listing memory listing = listingOf(events[e], id, from, price);
        listing.minProceeds = 0;
        bytes memory signature = sign(_keyOf(from), market.listingDigest(listing));
        _fill(e, Filled(listing, signature), people[to], true);
    }

    function sellsAgain(uint256 which, uint256 to) external {
        if (filled.length == 0) return;
        Filled memory old = filled[which % filled.length];
        uint256 e = old.listing.ticket == address(events[0]) ? 0 : 1;
        _fill(e, old, people[to % 4], false);
    }

    function offers(uint256 id, uint256 by, uint256 price) external {
        (id, by) = (id % NUMBERS, by % 4);
        address from = holder[0][id];
        if (from == address(0)) return;
        TicketMarket.Offer memory offer = TicketMarket.Offer({
            ticket: address(events[0]),
            tokenId: id,
            bidder: people[by],
            price: price % (uint256(FACE) * 6 / 5),
            validUntil: type(uint40).max,
            nonce: nonceOf(events[0], id),
            counter: market.counters(people[by])
        });
        bytes memory signature = sign(keys[by], market.offerDigest(offer));
        vm.prank(from);
        try market.accept(offer, signature, 0) {
            _accounts(0, offer.price);
            _moves(0, id, people[by]);
        } catch { }
    }

    function sends(uint256 e, uint256 id, uint256 to) external {
        (e, id, to) = (e % 2, id % NUMBERS, to % 4);
        vm.prank(holder[e][id]);
        try events[e].transferFrom(holder[e][id], people[to], id) {
            fault = "a ticket moved past market and gifts";
        } catch { }
    }

    function surrenders(uint256 e, uint256 id) external {
        (e, id) = (e % 2, id % NUMBERS);
        vm.prank(holder[e][id]);
        try events[e].surrender(id) {
            if (refundable[e][id]) fault = "money was left behind";
            _retires(e, id);
        } catch { }
    }

    function refunds(uint256 e, uint256 id) external {
        (e, id) = (e % 2, id % NUMBERS);
        vm.prank(holder[e][id]);
        try events[e].refund(id) {
            if (!refundable[e][id]) fault = "paid back what was not paid here";
            _retires(e, id);
        } catch {
            bool due = holder[e][id] != address(0) && refundable[e][id];
            if (due && events[e].state() == State.Cancelled) fault = "a refund was refused";
        }
    }

    function fetches(uint256 who, bool inCoin) external {
        address account = who % 3 == 0 ? artist : who % 3 == 1 ? treasury : people[who % 4];
        address currency = inCoin ? address(0) : address(coin);
        uint256 amount = market.credits(currency, account);
        vm.prank(account);
        try market.fetch(currency, account) {
            owed[currency] -= amount;
        } catch { }
    }

    // ---------------------------------------------------------------- what staff does

    function voids(uint256 e, uint256 id, uint256 luck) external {
        (e, id) = (e % 2, id % NUMBERS);
        if (luck % 4 != 0) return;
        vm.prank(organizer);
        try events[e].voidTicket(id) {
            voided[e][id] = true;
        } catch { }
    }

    function redeems(uint256 e, uint256 id, uint256 luck) external {
        (e, id) = (e % 2, id % NUMBERS);
        if (luck % 4 != 0) return;
        (uint256[] memory words, uint256[] memory masks) = (new uint256[](1), new uint256[](1));
        masks[0] = 1 << id;
        vm.prank(gate);
        try events[e].redeem(words, masks) {
            redeemedOnce[e][id] = true;
        } catch { }
    }

    function endsOrGoesOn(uint256 e, uint256 luck) external {
        e = e % 2;
        if (luck % 48 == 0) {
            vm.prank(operator);
            try events[e].cancel() { } catch { }
        } else if (luck % 48 == 1) {
            vm.warp(events[e].releaseAt());
            try events[e].release() {
                for (uint256 id = 0; id < NUMBERS; ++id) {
                    refundable[e][id] = false;
                }
            } catch { }
        } else if (luck % 48 < 16) {
            vm.warp(NOW + luck % 14 days);
        } else if (luck % 48 == 16) {
            vm.prank(admin);
            registry.setFee(uint16(luck % 501), treasury);
        }
    }

    // ---------------------------------------------------------------- the books

    function _fill(uint256 e, Filled memory order, address to, bool isFirst) private {
        uint256 value = e == 1 ? order.listing.price : 0;
        uint256 before = _fortune(e, order.listing.seller);
        vm.prank(to);
        try market.buy{ value: value }(order.listing, order.signature, to) {
            if (!isFirst) fault = "a listing was filled twice";
            if (order.listing.price > uint256(FACE) * 110 / 100) fault = "the cap was passed";
            uint256 shares = _accounts(e, order.listing.price);
            if (to != order.listing.seller) {
                uint256 proceeds = _fortune(e, order.listing.seller) - before;
                if (proceeds + shares != order.listing.price) fault = "parts and price differ";
            }
            _moves(e, order.listing.tokenId, to);
            filled.push(order);
        } catch { }
    }

    function _accounts(uint256 e, uint256 price) private returns (uint256 shares) {
        address currency = e == 1 ? address(0) : address(coin);
        uint256 held =
            currency == address(0) ? address(market).balance : coin.balanceOf(address(market));
        shares = held - owed[currency];
        if (shares * 100 > price * 15) fault = "shares above fifteen in a hundred";
        owed[currency] = held;
    }

    function _moves(uint256 e, uint256 id, address to) private {
        if (voided[e][id] || redeemedOnce[e][id]) fault = "a dead ticket moved";
        if (block.timestamp >= events[e].lockAt()) fault = "a ticket moved behind the lock";
        holder[e][id] = to;
    }

    function _retires(uint256 e, uint256 id) private {
        (holder[e][id], refundable[e][id], retired[e][id]) = (address(0), false, true);
    }

    function _fortune(uint256 e, address account) private view returns (uint256) {
        return e == 1 ? account.balance : coin.balanceOf(account);
    }

    function _keyOf(address account) private view returns (uint256) {
        for (uint256 i = 0; i < 4; ++i) {
            if (people[i] == account) return keys[i];
        }
        return 1;
    }

    // ---------------------------------------------------------------- for whoever checks

    function marketHolds() external view returns (uint256 inCoin, uint256 inToken) {
        return (address(market).balance, coin.balanceOf(address(market)));
    }

    function credited() external view returns (uint256 inCoin, uint256 inToken) {
        address[6] memory all = [artist, treasury, people[0], people[1], people[2], people[3]];
        for (uint256 i = 0; i < all.length; ++i) {
            inCoin += market.credits(address(0), all[i]);
            inToken += market.credits(address(coin), all[i]);
        }
    }

    function tokenOf(address account) external view returns (uint256) {
        return coin.balanceOf(account);
    }
}

/// @title What is always true, whatever people do.
contract InvariantsTest {
    Handler private handler;

    function setUp() public {
        handler = new Handler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function excludeSelectors() public view returns (FuzzSelector[] memory excluded) {
        excluded = new FuzzSelector[](1);
        excluded[0] = FuzzSelector(address(handler), new bytes4[](1));
        excluded[0].selectors[0] = handler.setUp.selector;
    }

    /// forge calls this after each step: whatever a step itself could see to be wrong.
    function invariant_NoStepBrokeARule() public view {
        require(bytes(handler.fault()).length == 0, handler.fault());
    }

    /// And this at the end of each run. What it looks at is never made good again by a later step.
    function afterInvariant() public view {
        _marketHoldsItsCreditsAndNothingElse();
        for (uint256 e = 0; e < 2; ++e) {
            _eventIsSound(e, handler.events(e));
        }
    }

    function _marketHoldsItsCreditsAndNothingElse() private view {
        (uint256 coinHeld, uint256 tokenHeld) = handler.marketHolds();
        (uint256 coinDue, uint256 tokenDue) = handler.credited();
        require(coinHeld == coinDue && tokenHeld == tokenDue, "the market holds its credits");
    }

    function _eventIsSound(uint256 e, EventTicket on) private view {
        uint256 due;
        uint256 out;
        for (uint256 id = 0; id < handler.NUMBERS(); ++id) {
            address expected = handler.holder(e, id);
            if (expected != address(0)) ++out;
            if (handler.refundable(e, id)) due += 50e6;
            require(_ownerOf(on, id) == expected, "tickets are with whom the books say");
            (,,, bool voided,) = on.ticketOf(id);
            require(voided == handler.voided(e, id), "void is for ever");
            require(on.isRedeemed(id) == handler.redeemedOnce(e, id), "redeemed is for ever");
        }
        require(on.escrow() == due, "the escrow is what is refundable");
        uint256 held = e == 1 ? address(on).balance : handler.tokenOf(address(on));
        require(held == due, "what is refundable is there");
        require(on.totalSupply() == out, "who holds is who is counted");
        require(on.minted() <= handler.SUPPLY(), "no more than the supply");
    }

    function _ownerOf(EventTicket on, uint256 id) private view returns (address) {
        try on.ownerOf(id) returns (address owner) {
            return owner;
        } catch {
            return address(0);
        }
    }
}
