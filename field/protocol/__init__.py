"""The protocol (protokoll): a walk's numbered list, frozen and versioned, and the formats it can be read
in.
"""
