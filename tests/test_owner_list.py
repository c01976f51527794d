"""What an owner reads of each point: only pictures that can be seen count as waiting for a person."""

from field.kit.tokens import uuid7
from field.photos import Photo
from field.readings import owner_list
from tests.town import NOW


def picture(**changes: object) -> Photo:
    plain = {"state": "awaits", "mime": "image/jpeg", "copies": "ready"}
    return Photo(id=uuid7(), sha256="ab" * 32, size=1, kept_at=NOW, **{**plain, **changes})


def test_a_picture_that_no_copies_could_be_made_of_waits_for_nobody() -> None:
    pictures = [picture(), picture(copies="broken"), picture(state="rejected"), picture(state="approved")]
    told = owner_list._pictures(pictures)
    assert (told.shown, told.waiting) == ([pictures[3]], 1)
