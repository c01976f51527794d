"""The promises hold."""

from pathlib import Path

import pytest

from tests.faults.conftest import Install, NewPhone
from tests.faults.proofs import PROOFS, Proof


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.__name__)
def test_it_holds_that(proof: Proof, project: Path, install: Install, unpack: NewPhone) -> None:
    proof(project, install, unpack)
