"""What people ask about their own data: to have it all, and to be forgotten.

It stands above every domain that knows people, and asks each for its part; nobody asks it. An
erasure waits, so that it can be taken back, and is then done step by step: each step is a
transaction that also notes the step, so a crash goes on where it stopped.

    asked ──▶ waiting ──▶ running ──▶ done
      └──────────┴──▶ kept
"""
