// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice How a ticket may change hands; each policy allows what those before it allow, too.
enum Policy {
    Soulbound, // never
    MarketOnly, // by a sale on our market, where the price has an upper bound
    GiftOrMarket, // by a gift that holder and platform both signed
    Free // as any other token; the upper bound then binds on our market only
}

/// @notice What has become of an event's contract.
enum State {
    Unset, // a clone nobody has set up
    Live,
    Cancelled, // holders who paid on chain take their money back
    Released, // the organizer has the money
    Sealed // the implementation itself, which is no event
}

/// @notice What an organizer decides once. The address of a contract follows from all of it.
struct EventConfig {
    bytes32 eventId;
    address organizer;
    address currency; // of face values, resales and refunds; zero is the coin
    address royaltyReceiver;
    uint32 maxSupply;
    uint16 royaltyBps;
    uint16 capBps; // highest price of a resale, in ten-thousandths of the face value
    Policy policy;
    uint40 lockAt; // from here on tickets stay where they are, so that gates can work offline
    uint40 releaseAt; // from here on the organizer may have the money
    string name;
    string symbol;
    string baseURI;
}

/// @notice Leave to make one ticket, signed by an issuer.
struct Voucher {
    uint256 tokenId;
    address to;
    uint8 tier;
    uint72 faceValue;
    bool paid; // whether the face value is paid here, with the claim
    uint40 validUntil;
    uint64 epoch;
}

/// @notice A present of a ticket, signed by its holder and by an issuer.
struct Gift {
    uint256 tokenId;
    address from;
    address to;
    uint16 nonce;
    uint40 validUntil;
    uint64 epoch;
}

/// @notice What a market tells a ticket about a sale.
struct Sale {
    uint256 tokenId;
    address seller;
    address buyer;
    uint256 price;
    uint16 nonce;
}
