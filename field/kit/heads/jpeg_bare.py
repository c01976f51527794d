"""Whether a JPEG that we made holds pixels and nothing else: no EXIF, XMP, IPTC, profile, comment, thumbnail,
or tail.
"""

from field.kit.heads.jpeg import DHT, DQT, EOI, SOS, segments

_NEEDED = frozenset({DQT, DHT, SOS, 0xC0})
_APP0 = 0xE0
# Version 1.1, one dot per dot, no thumbnail: the fourteen bytes every encoder writes.
_JFIF = b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"


def bare(data: bytes) -> bool:
    """Reads every segment, so that a change of encoder cannot let anything through unseen."""
    if not data.startswith(b"\xff\xd8\xff"):
        return False
    expected, scanning = 2, False
    for marker, start, end in segments(data):
        if marker == EOI:
            return end == len(data)
        follows = scanning or start == expected + 4
        known = marker in _NEEDED or (marker == _APP0 and data[start:end] == _JFIF)
        if not (follows and known):
            return False
        expected, scanning = end, marker == SOS
    return False
