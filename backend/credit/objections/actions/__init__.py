"""Writing objections: filing and taking further, deciding; each step told in its transaction."""
