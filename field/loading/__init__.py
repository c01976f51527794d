"""Loading (inläsning): a district from files, all or nothing: with one fault nothing is loaded, and every
fault is told.
"""

from field.loading.areas import load_areas
from field.loading.gpx import route_from_gpx
from field.loading.kinds import load_kinds
from field.loading.photos import load_photos
from field.loading.reports import load_reports
from field.loading.result import Loaded
from field.loading.saved import load_file
from field.loading.tables import load_owners, load_roles, load_rules

__all__ = [
    "Loaded",
    "load_areas",
    "load_file",
    "load_kinds",
    "load_owners",
    "load_photos",
    "load_reports",
    "load_roles",
    "load_rules",
    "route_from_gpx",
]
