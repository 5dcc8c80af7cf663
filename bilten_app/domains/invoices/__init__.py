"""Invoices and credit notes: what was sold, by whom, with which tax, under a number of its own.

    order paid → invoice → credit note for each refund

Numbers run without a gap for each organizer, kind and year: the number is taken in the transaction
that writes the paper, by a job after the sale, so that no sale waits for another's number.
A written paper never changes.
"""
