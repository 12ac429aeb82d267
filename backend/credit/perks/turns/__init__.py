"""Who waits for a scarce perk (候补), and telling those who hold or wait for one.

A freed voucher is kept for those in line: `perk_stock.kept_count`, guarded by a CHECK, so that
nobody who passes by can take it. First come, first served, or the order of a draw; never a score.
"""
