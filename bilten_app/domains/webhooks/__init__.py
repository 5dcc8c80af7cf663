"""Webhooks: programs of an organization are told what happened to its events, orders and tickets.

A message is made once for each happening and each organization, under an id that a repeat of the
fact finds again. It is delivered to every endpoint that chose its kind, signed, at least once, and
for each object in the order of what happened: who cannot be reached holds back only that object.

queued → delivered; queued → failed after three days, or when the endpoint is switched off; a replay
queues it again under the same id.
"""
