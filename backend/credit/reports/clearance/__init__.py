"""专项信用报告（信用代证）: what was found in fields and a period, not a proof from each office.

Rule behind it: 青海省“信用代证”方案 (2025-10-28); 行政处罚法 Art. 48 (what is public);
国家发展改革委令第36号 (what was repaired is not used any more). Fields are data (`fields.toml`).

Invariants: it says what was searched and what was not; a field that no department hands in is
不能证明, never 没有; the words are 未查到, since nobody can know that nothing happened.
"""
