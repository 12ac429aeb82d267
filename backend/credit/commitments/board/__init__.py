"""The commitments column (承诺专栏) for consumers: who promises what, all over the province.

    queries.py   one page of the column, by keyset; one commitment with everything public
    schemas.py   what goes out
    routes.py    handlers

Shown is what `commitments.queries.ON_BOARD` lets be shown: what runs, and what was found kept
or broken within the longest publicity period. A commitment's own page stays readable by its
code after it ended, since customers of that time keep their rights.
"""
