"""Benchmarks: each measures itself and a reference in the same run, so that the ratio says something on any machine.

A module `bench_*.py` has `run() -> Iterable[tuple[str, float, str]]`: the name, how many times the reference it took, and what that was.
"""
