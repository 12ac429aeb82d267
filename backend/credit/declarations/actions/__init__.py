"""Writing declarations: declaring, showing, deciding, watching dates."""
