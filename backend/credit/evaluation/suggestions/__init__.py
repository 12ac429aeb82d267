"""Suggestions (信用状况提升建议): what would improve a shop's standing, and what cannot be changed.

Rule behind it: section ten of the national credit report; 国办发〔2025〕22号 (tell how to repair).

    rules.py    pure: the model evaluates again with one fact changed; nothing is advised by hand
    queries.py  the facts of a shop with the first days of repair, for its owners

Invariants:
- Each effect shown is the difference of two evaluations of the same day under the same model.
- Following a suggestion never lowers a grade; what would is not suggested.
- It is reckoned from today's facts and promises nothing.
"""
