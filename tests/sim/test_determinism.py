"""The same seed gives the same trace: in one process, in another, with other hash values."""

import os
import subprocess
import sys

from vipd.sim.faults import generate
from vipd.sim.run import run

SEEDS = 12


def test_same_seed_twice_gives_the_same_trace() -> None:
    for seed in range(SEEDS):
        assert run(generate(seed)).trace.digest() == run(generate(seed)).trace.digest()


def test_different_seeds_give_different_traces() -> None:
    digests = {run(generate(seed)).trace.digest() for seed in range(SEEDS)}
    assert len(digests) == SEEDS


def test_same_seeds_in_processes_with_other_hash_seeds_give_the_same_traces() -> None:
    command = [sys.executable, "-m", "vipd.sim", "--seeds", str(SEEDS), "--digest"]
    outputs = [
        subprocess.run(
            command,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout
        for hash_seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    digests = [run(generate(seed)).trace.digest() for seed in range(SEEDS)]
    assert [line.split()[-1] for line in outputs[0].splitlines()[:SEEDS]] == digests
