"""Map: where trustworthy merchants are, at every zoom, under any filter; packs and open data.

PostgreSQL keeps the truth (positions and grades on `subject`, promises on `commitment`). Each
process holds a columnar index of all merchants with a position; triggers note what changed, a
publication turns notes into a dataset version, and the version stands in the address of every
tile, so that an answer can be kept for ever. An address with an old version is refused.

Invariants: coordinates are WGS-84; a demo grade always says so; the caller's own position is
taken in cells of about 100 m only and never stored; work is bounded for any input.

Law: 地图管理条例 Art. 15 (内容简单的街区图不需要审图), 个人信息保护法 Art. 6 (least data).
"""
