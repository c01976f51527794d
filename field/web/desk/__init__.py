"""The desk, `/desk/…` (skrivbordet): where coordinators plan, clean up, send and chase. A module a page or
two; none knows another.

Only what they share is common: `base`, and the maps that `maps` fills and `figure` draws.
"""

from field.web.desk import (
    clearing,
    errata,
    followups,
    journal,
    load,
    originals,
    owners,
    papers,
    people,
    photos,
    places,
    proposals,
    restricted,
    rules,
    season,
    sending,
    setbacks,
    sheet,
    sheet_photos,
    today,
    walks,
)

DOORS = (
    today.pages,
    season.pages,
    walks.pages,
    papers.pages,
    sheet.pages,
    sheet_photos.pages,
    clearing.pages,
    errata.pages,
    proposals.pages,
    photos.pages,
    originals.pages,
    restricted.pages,
    sending.pages,
    owners.pages,
    followups.pages,
    places.pages,
    rules.pages,
    journal.pages,
    setbacks.pages,
    people.pages,
    load.pages,
)
