"""Pins (店铺位置): where a merchant says that it is, checked before the map shows it.

Rule behind it: 《关于规范移动互联网应用程序中登载使用地图行为的通知》 (Ministries of Natural
Resources and of Industry, May 2024): who runs a map checks what is newly marked on it.

Invariants:
- In the county of the address or of the code: accepted at once. In another county or a lake: an
  officer decides, with a reason when he refuses, and not about a pin that he declared himself.
- Swapped, outside the province, or fitting only as GCJ-02 or BD-09: nothing is stored, the
  answer names the place that was probably meant. Who says `datum` himself is taken at his word.
- At most one pin of a subject waits; a newer one replaces it. The history stays.
"""
