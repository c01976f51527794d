"""The overview (överblicken): questions that touch several nouns, asked by those who look after the whole.
Nothing here changes a row.

Lists are bounded by what a person can act on; counts are made by the database, and only for what is shown.
"""

from field.readings.desk import clean_up, ownership, recurrence, season, today, visits, walk_counts

__all__ = ["clean_up", "ownership", "recurrence", "season", "today", "visits", "walk_counts"]
