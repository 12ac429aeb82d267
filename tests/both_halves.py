"""All tests in two processes: the stories in the browser, which mostly wait, beside the rest.

    python tests/both_halves.py [ARGS OF PYTEST]

With arguments it is plain pytest. Each half has servers of its own, so neither sees the other.
"""

import subprocess
import sys
import tempfile
from typing import Final

PYTEST: Final = (sys.executable, "-m", "pytest")
STORIES: Final = "tests/e2e"


def main(arguments: list[str]) -> int:
    """The exit code of pytest; of the halves the first that is not 0."""
    if arguments:
        return subprocess.call([*PYTEST, *arguments])
    with tempfile.TemporaryFile() as told:
        stories = subprocess.Popen([*PYTEST, STORIES], stdout=told, stderr=subprocess.STDOUT)
        rest = subprocess.call([*PYTEST, f"--ignore={STORIES}"])
        print("The stories in the browser:", flush=True)
        failed = stories.wait()
        told.seek(0)
        sys.stdout.buffer.write(told.read())
        sys.stdout.flush()
    return rest or failed


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # both halves were told too
        sys.exit(130)
