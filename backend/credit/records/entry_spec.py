"""How a field of a catalogue class is written down, short enough to read as a table."""

from credit.records.catalogue import FieldKind, Spec


def entry_spec(
    code: str,
    name: str,
    *aliases: str,
    kind: FieldKind = "text",
    limit: int = 200,
    need: str = "",
) -> Spec:
    """`need`: `!` a row without it is refused, `?` the same when the file has the column."""
    return Spec(
        code=code,
        name=name,
        aliases=aliases,
        kind=kind,
        limit=limit,
        required=need == "!",
        expected=need == "?",
    )
