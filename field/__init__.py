"""Stråk: the field app for safety inventories (trygghetsinventeringar). `field/README.md` is the map of the
house.
"""
