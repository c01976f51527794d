"""Words are ticked per audience: those that a person had read were read for all."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Columns added and dropped as they stand, without the table being made anew."""
    for column in ("words_for_owner", "words_for_public"):
        op.add_column("finding", sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE finding SET words_for_owner = words_reviewed, words_for_public = words_reviewed")
    op.drop_column("finding", "words_reviewed")
