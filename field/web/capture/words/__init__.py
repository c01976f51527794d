"""The words of the walk's app (ord på telefonen), by key: the scripts hold keys alone, and the catalogues
translate these.
"""

from field.web.capture.words import camera, check, child, finding, phone, walk

WORDS = {
    key: words for part in (walk, camera, finding, check, phone, child) for key, words in part.WORDS.items()
}
