"""Records: facts of the public credit catalogue about subjects, with source, date and basis.

Law: 全国公共信用信息基础目录 (发改财金规〔2024〕203号) says what may be recorded; 行政许可法
Art. 40 and 行政处罚法 Art. 48 what is published; 国家发展改革委令第36号 for how long; PIPL
Art. 25 keeps
natural persons masked and unpublished.

Invariants: nothing outside the catalogue; a negative fact has a legal basis; one current version
a natural key, older ones kept; a withdrawn fact is never brought back by a file; an import batch
is one transaction with its checkpoint.

Reading order: `catalogue` → `entries` → `layout` → `work` → `judge` → `stage_text` → `lines` →
`party_ids` → `upsert` → `engine` → `actions`. Public: `queries.list_facts`, `queries.count_facts`,
`actions.start_import`, `actions.run_import`, `actions.import_path`.
"""
