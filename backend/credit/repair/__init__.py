"""Repair (信用修复): who has put things right gets the negative fact taken away, free of charge.

Law: 国家发展改革委令第36号《信用修复管理办法》 (from 2026-04-01), before it order 58;
国办发〔2025〕22号; 民营经济促进法 Art. 54. Which regime a fact falls under goes by its decision day
(`records/publicity.toml`); clocks and the bar after false materials are data (`repair.toml`).

Invariants:
- The states and their edges are in `rules.states`; a trigger refuses every other edge.
- Every step is an event that nobody can change; a refusal has a reason and a legal basis.
- No application before the minimum is over, and no approval unless every condition is met.
- An approval ends publicity, sharing and effect in one transaction. The repaired fact stays
  visible to its subject and to officers only.
- At the maximum a fact is no longer shown, without any application; an open case then closes.
- Severe cases are decided at the province, by another officer than the one who checked.
- Materials are sealed and shown to the subject and to officers only.

Reading order: `rules` → `tables` → `actions` → `queries`. News comes as the job `repair.notify`.
"""
