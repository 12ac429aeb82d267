"""How many commitments are kept: rates with honest denominators, as pages and open data.

Definition: kept_rate = fully kept ÷ determined, over the latest determination of every public
commitment. Not determined ones are counted beside, never inside; partly kept is not kept.
A cell with fewer than `SMALL` determinations has no rate: one case would look like a trend.
"""
