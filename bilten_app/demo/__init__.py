"""A town of invented events, so that a fresh Bilten is alive from the first minute.

`content` holds organizations, venues, events and people as plain frozen values; `art` paints
covers and logos for them. Dates are relative to a base moment, so the demo never ages; all else
is the same at every run. Every name is invented, every mail address lies in a reserved domain.
"""
