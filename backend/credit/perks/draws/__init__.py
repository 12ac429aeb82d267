"""Fair draws (摇号): a seed committed to in advance, an order that everybody can reckon again.

    rules.py       the format and the shuffle, pure; docs/draw-format.md is enough to write it anew
    publishing.py  closing.py  drawing.py   the three steps, each one transaction, done by jobs

Why nobody can choose who wins, and what is left to trust: docs/decisions/0046-fair-draws.md.
"""
