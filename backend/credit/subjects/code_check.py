"""Checks whole files of codes, for operators who clean their data before an import."""

from collections.abc import Iterable, Iterator

from credit.kit.uscc import Outcome, check_uscc


def check_codes(lines: Iterable[str]) -> Iterator[tuple[str, Outcome, str]]:
    """(code as normalised, outcome, reason with hint) for each line that is not blank."""
    for line in lines:
        if line.strip("\ufeff \t\r\n"):
            check = check_uscc(line.strip("\ufeff \t\r\n"))
            yield check.code, check.outcome, "；".join(filter(None, (check.reason, check.hint)))
