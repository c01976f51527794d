"""Sent to the right owner: what is released is frozen in the protocol (`freezing`) and given to its owners
(`giving`), each with a letter and a date to go and look.
"""

from field.lifecycle.handing_over.giving import Report, hand_over

__all__ = ["Report", "hand_over"]
