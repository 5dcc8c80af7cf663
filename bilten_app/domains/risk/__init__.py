"""Whether somebody who wants to pay is who they seem: signals, a score, and a person to decide.

    waiting → approved            review of a paid order whose tickets wait
       ├────→ refused             (the money goes back)
       └────→ released            (nobody decided in time)

Every judgement is a row with all it was made of. People are hashes here: what is stored of an
address, a card or a browser tells it apart from others and nothing else. Deny wins over allow.
"""
