"""Tickets and the proofs that stand for them.

    valid ⇄ listed       for resale: no gate lets it in until it is sold or taken back
      ├─ ⇄ frozen        while a bank decides
      └─→ void

A ticket has one index in its event for ever and a generation that grows whenever its proof must
change hands. Private keys lie sealed in the vault. Being scanned is no state of a ticket:
admission is a row of `scanning`.
"""
