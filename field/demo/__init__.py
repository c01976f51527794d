"""The demo district (exempelområdet): Järva as it might be, with outlines, owners, a story and pictures of
our own.
"""
