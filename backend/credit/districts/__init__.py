"""Credit districts (信用街区): streets, markets, towns and scenic areas that keep a charter.

Named, raised, set right and struck off year by year (命名、提升、整改、注销); a district's grade is
computed from its members and explained.
"""
