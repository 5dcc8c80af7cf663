"""BT1, the signed ticket proof, and the decision it leads to. Pure; `spec/` is the authority.

base45    the text alphabet of RFC 9285
codec     the bytes of a proof, its text form, its signature, the holder hash
keys      raw Ed25519 keys: make, sign, verify
rotation  codes that live for fifteen seconds
bound     proofs that only one phone can show
deal      ticket numbers that tell nothing of sales
ring      an event's signing keys          } each signed by the organization's root key
status    what became of the tickets       }
bitmap    one bit per ticket
signed    JSON under the root key            fields    untrusted JSON, read strictly
guests    names a scanner can read only with the proof in hand
entries   the scanner's append-only, hash-chained log
symbol    the QR code of a proof
verdict   text and facts in, one of sixteen verdicts out
"""
