"""Nothing that is said of a finding is overwritten, and no number wins for ever"""

from datetime import UTC
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from field.kit import clock

revision = "0007"
down_revision = "0006"

HIGHEST = 1_000
WORDS = ("type", "kind", "text", "urgency", "landmark", "asset_ref", "when_felt", "building", "perspective")
PLACE = ("lat", "lon", "accuracy_m")
MOMENT = sa.DateTime(timezone=True)
FINDING = sa.table(
    "finding",
    sa.column("id", sa.Uuid()),
    sa.column("walk_id", sa.Uuid()),
    sa.column("participant_id", sa.Uuid()),
    sa.column("state", sa.String()),
    sa.column("revision", sa.Integer()),
    sa.column("flags", sa.JSON()),
    sa.column("photos_wanted", sa.JSON()),
    sa.column("photo_sets", sa.JSON()),
    sa.column("words_for_owner", sa.Boolean()),
    sa.column("noted_at", MOMENT),
    *(sa.column(name, sa.String()) for name in WORDS[:7]),
    *(sa.column(name, sa.JSON()) for name in WORDS[7:]),
    *(sa.column(name, sa.Float()) for name in PLACE),
)
LINE = sa.table(
    "protocol_line",
    sa.column("id", sa.Uuid()),
    sa.column("finding_id", sa.Uuid()),
    sa.column("data", sa.JSON()),
)
FINISH = sa.table(
    "walk_finish",
    sa.column("walk_id", sa.Uuid()),
    sa.column("revision", sa.Integer()),
    sa.column("track", sa.JSON()),
)
PHOTO = sa.table(
    "photo",
    sa.column("finding_id", sa.Uuid()),
    sa.column("check_id", sa.Uuid()),
    sa.column("sha256", sa.String()),
    sa.column("standing", sa.String()),
    sa.column("removed_at", MOMENT),
    sa.column("removed_by", sa.String()),
)
CHECK = sa.table("site_check", sa.column("id", sa.Uuid()), sa.column("photos_wanted", sa.JSON()))


def upgrade() -> None:
    proposal, version = _tables()
    _columns()
    _bring_numbers_down()
    _keep_sets()
    _hide_pictures_of_behaviour()
    _seal_frozen(proposal, version)


def _tables() -> tuple[sa.Table, sa.Table]:
    proposal = op.create_table(
        "proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("walk_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("is_erratum", sa.Boolean(), nullable=False),
        sa.Column("versions", sa.Integer(), nullable=False),
        *_said(),
        sa.CheckConstraint("state IN ('open', 'taken', 'left')", name=op.f("ck_proposal_state")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_proposal_finding_id_finding")),
        sa.ForeignKeyConstraint(["walk_id"], ["walk.id"], name=op.f("fk_proposal_walk_id_walk")),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_proposal_participant_id_participant"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index(op.f("ix_proposal_finding_id"), "proposal", ["finding_id"])
    op.create_index(op.f("ix_proposal_walk_id"), "proposal", ["walk_id"])
    version = op.create_table(
        "finding_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("participant_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        *_said(),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_finding_version_finding_id_finding")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_finding_version_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_finding_version_participant_id_participant"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_version")),
    )
    op.create_index(op.f("ix_finding_version_finding_id"), "finding_version", ["finding_id"])
    return proposal, version


def _said() -> list[sa.Column[Any]]:
    return [
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    ]


def _columns() -> None:
    """Added without rebuilding the tables, which may be large."""
    op.add_column("finding", sa.Column("photo_sets", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("finding", sa.Column("removed_at", MOMENT, nullable=True))
    op.add_column("finding", sa.Column("removed_by", sa.String(), nullable=False, server_default=""))
    op.add_column("photo", sa.Column("sender_id", sa.Uuid(), nullable=True))
    op.add_column("photo", sa.Column("standing", sa.String(), nullable=False, server_default="stands"))
    op.add_column("photo", sa.Column("removed_at", MOMENT, nullable=True))
    op.add_column("photo", sa.Column("removed_by", sa.String(), nullable=False, server_default=""))
    op.add_column("site_check", sa.Column("photos_wanted", sa.JSON(), nullable=False, server_default="[]"))


def _bring_numbers_down() -> None:
    """From here on 1,000 is as far as a phone may leap, so it wins against nobody for long."""
    for name in ("finding", "site_check", "rating", "walk_finish"):
        table = sa.table(name, sa.column("revision", sa.Integer()))
        op.execute(table.update().where(table.c.revision > HIGHEST).values(revision=HIGHEST))
    for walk_id, track in _rows(sa.select(FINISH.c.walk_id, FINISH.c.track)):
        if track and track.get("revision", 0) > HIGHEST:
            op.execute(
                FINISH.update()
                .where(FINISH.c.walk_id == walk_id)
                .values(track={**track, "revision": HIGHEST})
            )


def _keep_sets() -> None:
    """What the newest word of each maker, and of each check, names."""
    query = sa.select(FINDING.c.id, FINDING.c.participant_id, FINDING.c.photos_wanted)
    for finding_id, maker, wanted in _rows(query.where(FINDING.c.participant_id.is_not(None))):
        if wanted:
            _set(finding_id, photo_sets={str(maker): wanted})
    named: dict[Any, list[str]] = {}
    for check_id, sha256 in _rows(
        sa.select(PHOTO.c.check_id, PHOTO.c.sha256).where(PHOTO.c.check_id.is_not(None))
    ):
        named.setdefault(check_id, []).append(sha256)
    for check_id, wanted in named.items():
        op.execute(CHECK.update().where(CHECK.c.id == check_id).values(photos_wanted=wanted))


def _hide_pictures_of_behaviour() -> None:
    """Nobody could see or remove them. Destroyed a day from now."""
    restricted = sa.select(FINDING.c.id).where(FINDING.c.type == "behaviour")
    op.execute(
        PHOTO.update()
        .where(PHOTO.c.finding_id.in_(restricted))
        .values(standing="removed", removed_at=clock.now(), removed_by="desk")
    )


def _seal_frozen(proposal: sa.Table, version: sa.Table) -> None:
    """The protocol's line is what is sealed. What a phone has said since goes beside it, and the row says
    again what the line says. What the desk has said since stands, and is listed all the same.
    """
    lines = dict(_rows(sa.select(LINE.c.finding_id, LINE.c.data).order_by(LINE.c.id)))
    for row in _rows(sa.select(*FINDING.c).where(FINDING.c.state == "frozen")):
        if row.participant_id is not None:
            _set(row.id, participant_id=None, photo_sets={})
        line = lines.get(row.id)
        flagged = "after-protocol" in row.flags
        if line is None or not (flagged or _differs(row, line)):
            continue
        _propose(proposal, version, row)
        if flagged and not row.words_for_owner:
            sealed = {name: line.get(name, getattr(row, name)) for name in WORDS}
            sealed |= {name: line.get(name) for name in PLACE if not line.get("building")}
            for name in ("text", "landmark", "asset_ref"):
                sealed[name] = sealed[name] or ""
            sealed["perspective"] = sealed["perspective"] or []
            sealed["flags"] = [each for each in row.flags if each != "after-protocol"]
            _set(row.id, **sealed)


def _differs(finding: Any, line: dict[str, Any]) -> bool:  # noqa: ANN401 - a row
    """In the words and the place that others read; the urgency of a line may be the kind's."""
    told = [name for name in WORDS if name not in ("urgency", "perspective")]
    if any((getattr(finding, name) or None) != (line.get(name) or None) for name in told):
        return (finding.kind or "other") != line.get("kind") or any(
            (getattr(finding, name) or None) != (line.get(name) or None) for name in told if name != "kind"
        )
    return not line.get("building") and (finding.lat, finding.lon) != (line.get("lat"), line.get("lon"))


def _propose(proposal: sa.Table, version: sa.Table, finding: Any) -> None:  # noqa: ANN401 - a row
    body: dict[str, Any] = {name: getattr(finding, name) for name in WORDS}
    spot = {"lat": finding.lat, "lon": finding.lon, "accuracy_m": finding.accuracy_m, "source": "pin"}
    body |= {
        "photos": [],
        "noted_at": finding.noted_at.replace(tzinfo=UTC).isoformat(),
        "position": spot if finding.lat is not None else None,
    }
    said = {"revision": min(finding.revision, HIGHEST), "digest": "", "body": body, "at": clock.now()}
    made = uuid4()
    about = {"finding_id": finding.id, "participant_id": None}
    line = {"id": made, "walk_id": finding.walk_id, "state": "open", "is_erratum": True, "versions": 1}
    op.bulk_insert(proposal, [{**line, **about, **said}])
    op.bulk_insert(version, [{"id": uuid4(), "proposal_id": made, "role": "walker", **about, **said}])


def _set(finding_id: Any, **values: Any) -> None:  # noqa: ANN401 - an id, and columns
    op.execute(FINDING.update().where(FINDING.c.id == finding_id).values(**values))


def _rows(query: sa.Select[Any]) -> list[Any]:
    return list(op.get_bind().execute(query))
