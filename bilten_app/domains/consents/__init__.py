"""What people agreed to: the terms, and who may write to them.

Each answer is a line with the version of the words that were shown; the latest one counts, and
none is ever changed, except that an erasure takes the person out of it. An answer to an organizer
belongs to a mail address, so that guests have a say, too. The words stand in the code: whoever
changes them gives them a new version, and required ones are asked again.
"""
