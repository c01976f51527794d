"""When a feeling is felt: now, in the dark, in winter, always."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Added as it stands, without the table being made anew: rows that are there have said nothing."""
    op.execute(
        "ALTER TABLE finding ADD COLUMN when_felt VARCHAR CONSTRAINT ck_finding_when_felt "
        "CHECK (when_felt IN ('now', 'dark', 'winter', 'always'))"
    )
