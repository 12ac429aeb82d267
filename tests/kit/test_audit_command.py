"""`credit audit`: what the operator types and reads."""

import pytest
import typer

from credit.cli.audit import describe, read_head
from credit.kit.audit import append_audit, chain_head, verify_chain
from credit.kit.db import Connection


async def test_a_head_survives_its_spelling_and_a_broken_link_is_named(db: Connection) -> None:
    assert describe(await verify_chain()) == "ok: 0 entries"
    for number in range(3):
        await append_audit(actor="a", action="b", object_type="c", object_id=str(number), detail={})
    head = await chain_head()
    assert head is not None
    assert read_head(f"{head.id}:{head.hash.hex()}") == head
    assert describe(await verify_chain([head])).startswith("ok: 3 entries, head ")
    await db.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
    await db.execute("UPDATE audit_entry SET actor = 'x' WHERE id = $1", head.id)
    expected = f"broken at entry {head.id}: its content was changed (2 before it fit)"
    assert describe(await verify_chain()) == expected


@pytest.mark.parametrize("text", ["", "7", "7:", "x:00", "7:zz", "7:00"])
def test_a_misspelt_head_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        read_head(text)
