"""The toolbox: settings, clock, database, storage, mail, languages, geometry. Knows nothing of walks or
findings.
"""
