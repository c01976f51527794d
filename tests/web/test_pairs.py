"""Before and after on the pages: to the public and the owner only what a person has ticked, at the desk what there is; one part for all."""

from sqlmodel import select

from field.findings import Finding
from field.lifecycle import clearing
from field.photos import Photo
from field.walks import Walk
from tests import pictures
from tests.phones import sha
from tests.web.desk import at_desk, with_photo
from tests.web.visits import visit
from tests.world import ACTOR, NOW, World

OVER = 'data-pair="Jämför före och efter"'


def checked_with_a_photo(world: World) -> tuple[Walk, Walk, Finding]:
    """A point with a photo, handed over, and looked at again with another; none is ticked."""
    walk = world.plan()
    row = world.note(walk)
    with_photo(world, walk, row)
    world.give(row, "trafikkontoret")
    world.release(row)
    world.hand_over(walk)
    later = world.follow_up()
    picture = pictures.encoded(pictures.corners(128, 96))
    body = {
        "finding": str(row.id),
        "outcome": "fixed",
        "checked_at": later.starts_at.isoformat(),
        "photos": [sha(picture)],
        "revision": 1,
    }
    phone = world.phone(later, leader=True)
    phone.put_photo(phone.put_check(body).request.path.rpartition("/")[2], picture, of="checks")
    return walk, later, world.get(row)


def test_a_pair_is_seen_by_each_only_when_both_are_ticked(world: World) -> None:
    walk, later, row = checked_with_a_photo(world)
    client, desk, owner = world.app.test_client(), at_desk(world), visit(world, walk, "trafikkontoret")
    point, area, visited = f"/finding/{row.number}", "/results/rinkeby", f"/desk/follow-ups/{later.id}"
    assert OVER in desk.page(visited)
    with world.reading() as db:
        before, after = sorted(db.exec(select(Photo)), key=lambda photo: photo.check_id is not None)
    for photo in (before, after):
        assert OVER not in client.get(point).text
        assert OVER not in owner.open()
        with world.writing() as db:
            clearing.review_photo(db, db.get_one(Photo, photo.id), "approved", NOW, ACTOR)
    for page in (client.get(point).text, owner.open(), desk.page(visited)):
        assert page.count(OVER) == 1
        assert "js/small/pair.js" in page
        assert "css/pair.css" in page
    listed = client.get(area).text
    assert 'class="pairing"' in listed
    assert OVER not in listed
    with world.writing() as db:
        clearing.review_photo(db, db.get_one(Photo, after.id), "rejected", NOW, ACTOR)
    assert OVER not in client.get(point).text
    assert OVER not in owner.open()
