"""`./just mutants`: the share of changed rules of the perks that a unit test notices (aim 90 %).

pytest collects the tests once; for each mutant a fork gets the changed code under its functions
and runs them until one fails. Survivors are printed: each is a missing test, or a change that
makes no difference.
"""

import argparse
import importlib
import os
import signal
import sys
import time
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, settings

from mutants.mutate import Mutant, mutants_of

ROOT = Path(__file__).parents[2]
RULES = (
    "programme.rules.eligibility", "programme.rules.terms", "claims.rules", "redemptions.rules",
    "redemptions.voucher", "settlement.rules", "turns.rules", "draws.rules",
)  # fmt: skip
TESTS = (
    "tests/perks/test_rules.py", "tests/perks/test_draw_rules.py", "tests/perks/test_voucher.py",
    "tests/perks/test_eligibility.py",
    "tests/perks/test_settlement.py::test_the_hash_covers_every_part_of_every_line",
)  # fmt: skip
SECONDS = 30.0


class Mutating:
    """Takes the place of pytest's loop over the tests."""

    def __init__(self, sample: int) -> None:
        self.sample, self.made, self.killed = sample, 0, 0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Runs all collected tests once a mutant, in a fork."""
        if not _passes(session, None):
            raise pytest.UsageError("the tests fail without any mutant")
        for rules in RULES:
            module = importlib.import_module(f"credit.perks.{rules}")
            made = list(mutants_of(Path(module.__file__ or "").read_text(encoding="utf-8")))
            made = made[:: self.sample]
            alive = [m for m in made if _passes(session, (module, m))]
            self.made, self.killed = self.made + len(made), self.killed + len(made) - len(alive)
            print(f"\n{rules}: {len(made) - len(alive)} of {len(made)}", flush=True)
            for mutant in alive:
                print(f"    line {mutant.line}: {mutant.change[:110]}", flush=True)
        return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=1, help="only every n-th mutant")
    parser.add_argument("--least", type=float, default=0.9, help="exit code 1 below this score")
    given = parser.parse_args()
    os.chdir(ROOT)
    settings.register_profile(
        "mutants", max_examples=15, database=None, derandomize=True, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    settings.load_profile("mutants")
    began, mutating = time.monotonic(), Mutating(given.sample)
    flags = [
        "-q",
        "-s",
        "-p",
        "no:cacheprovider",
        "-k",
        "not database and not likely and not arrival",
    ]
    if pytest.main([*flags, *TESTS], plugins=[mutating]) != 0 or not mutating.made:
        sys.exit(2)
    score = mutating.killed / mutating.made
    print(f"{mutating.killed} of {mutating.made} mutants noticed: {score:.1%}", end=" ")
    print(f"in {time.monotonic() - began:.0f} s")
    sys.exit(score < given.least)


def _passes(session: pytest.Session, changed: tuple[types.ModuleType, Mutant] | None) -> bool:
    """Whether every test passes with the change, in a child of this process."""
    child = os.fork()
    if child == 0:
        os._exit(_run(session, changed))
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)  # it runs for ever: noticed
    os.waitpid(child, 0)
    return False


def _run(session: pytest.Session, changed: tuple[types.ModuleType, Mutant] | None) -> int:
    try:
        if changed:
            _install(*changed)
        for place, item in enumerate(session.items):
            following = session.items[place + 1] if place + 1 < len(session.items) else None
            if any(r.failed for r in runtestprotocol(item, log=False, nextitem=following)):
                return 1
    except BaseException:
        return 1
    return 0


def _install(module: types.ModuleType, mutant: Mutant) -> None:
    """Puts the changed code under the module's own functions, which others have imported."""
    changed = types.ModuleType(module.__name__)
    changed.__dict__["__file__"] = module.__file__
    sys.modules[module.__name__] = changed
    exec(compile(mutant.tree, module.__file__ or "", "exec"), changed.__dict__)  # noqa: S102 - ours
    sys.modules[module.__name__] = module
    fresh = dict(_functions(changed))
    for name, function in _functions(module):
        function.__code__ = fresh[name].__code__


def _functions(module: types.ModuleType) -> Iterator[tuple[str, types.FunctionType]]:
    """Functions, methods and properties that the module itself defines."""
    holders = [module, *(v for v in vars(module).values() if isinstance(v, type))]
    for holder in holders:
        if getattr(holder, "__module__", module.__name__) != module.__name__:
            continue
        for value in vars(holder).values():
            function = value.fget if isinstance(value, property) else value
            if isinstance(function, types.FunctionType) and function.__module__ == module.__name__:
                yield function.__qualname__, function


if __name__ == "__main__":
    main()
