"""Stråk: the field app for safety inventories (trygghetsinventeringar). `field/README.md` is the map of the
house.
"""

__version__ = "0.1.0"
