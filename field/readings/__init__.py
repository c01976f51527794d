"""Readings (läsningar): what each reader sees, composed in one room. Nothing here changes a row.

`standing` says how a point stands, `public` what everybody reads, `owner_list` and `owner_letter` what those
responsible read, `desk` what needs the coordinator, `class_finds` the sheet that goes home with a class,
`retold` a letter in another language.
"""
