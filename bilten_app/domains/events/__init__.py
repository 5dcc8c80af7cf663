"""Events and their venues: what happens, where and when.

    draft → published → ended
      ↑________|   └──→ cancelled        (back to draft only while nothing is sold)

An event keeps its local wall time and its zone beside the instant: rules of a zone may change
between sale and show.
"""
