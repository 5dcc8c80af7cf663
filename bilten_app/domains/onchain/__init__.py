"""Tickets on chains: an event's collection, claims to wallets, what we send, and what chains told.

    collection   draft → making → made
    claim        voucher_out → seen → claimed → returned
                 seen → voucher_out (its block fell), voucher_out → lapsed (nobody used it)
    sending      wanted → numbered → done │ failed;  wanted → refused;  numbered → lost
    event        seen → final,  seen ⇄ retracted → final

A ticket is complete without a wallet; the token is its second form. While a claim is alive the
ticket is out (`tickets`): nothing but its chain moves it. A token has one number for ever, which is
the ticket's with how often it came back, so a ticket is never made twice.

The indexer's facts come at least once and in any order. An event is one row for ever, known by its
chain, its block's hash and its place there; what the latest turn told of it counts, and claims are
worked out anew from those rows. What we send is written down, numbered and signed before it goes.
"""
