"""The tests: sentences about what Stråk does. Fixtures every test may use stand in `conftest.py`, their machinery in `tools/`."""
