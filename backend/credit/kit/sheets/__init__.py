"""Tables that people hand in as files: CSV and XLSX, read in bounded memory.

Knows no domain. A file passes two stages. `open_sheet` looks at the whole file and refuses what
is broken as a whole (encoding, open quotes, truncation, zip bombs, enormous records) with the
place of the fault, before a caller has written anything. `Sheet.blocks` then yields the rows
column by column, so that callers validate at C speed.

Invariants: never more than about one block in memory; a row is never dropped silently, one that
does not fit the header comes out as a `Misfit`.
"""

from credit.kit.sheets.blocks import Block, Misfit, Reject
from credit.kit.sheets.faults import Limits, SheetFault
from credit.kit.sheets.sheet import Sheet, open_sheet

__all__ = ["Block", "Limits", "Misfit", "Reject", "Sheet", "SheetFault", "open_sheet"]
