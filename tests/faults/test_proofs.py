"""The promises hold."""

import pytest

from tests.faults.bench import Bench, Proof
from tests.faults.proofs import PROOFS


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.__name__)
def test_it_holds_that(proof: Proof, bench: Bench) -> None:
    proof(bench)
