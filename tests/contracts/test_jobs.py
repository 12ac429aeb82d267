"""Every job name that is enqueued or scheduled has a handler that the worker loads, and a test."""

import ast
import json
import subprocess
import sys
from functools import cache

from contracts.sources import PACKAGE, files, nodes, read


def first_words(function: str) -> dict[str, str]:
    """Literal first arguments of calls to `function` in the package: name → place."""
    return {
        call.args[0].value: f"{path}:{call.lineno}"
        for path in files(".py", under="backend/credit/")
        for call in nodes(path, ast.Call)
        if isinstance(call.func, ast.Name)
        and call.func.id == function
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


@cache
def loaded_by_the_worker() -> dict[str, str]:
    """Job name → function, in a process that loads them as the worker does."""
    code = (
        "import json; import credit.worker; from credit.kit.jobs import JOBS; "
        "print(json.dumps({n: f.__name__ for n, f in JOBS.items()}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    handlers: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return handlers


def test_every_job_has_a_handler() -> None:
    handlers = loaded_by_the_worker()
    assert handlers, "the worker loads no job"
    missing = {n: at for n, at in first_words("enqueue").items() if n not in handlers}
    assert not missing, f"enqueued, but nobody handles it: {missing}"
    forgotten = {n: at for n, at in first_words("job").items() if n not in handlers}
    assert not forgotten, f"written, but the worker does not load it: {forgotten}"


def test_job_names_start_with_their_slice() -> None:
    strange = [n for n in loaded_by_the_worker() if not (PACKAGE / n.split(".")[0]).is_dir()]
    assert not strange, strange


def test_every_job_has_a_test() -> None:
    tests = "\n".join(read(p) for p in files(".py", under="tests/") if "/contracts/" not in p)
    untested = [
        name
        for name, function in loaded_by_the_worker().items()
        if name not in tests and function not in tests
    ]
    assert not untested, f"no test mentions these jobs: {untested}"
