"""Credit reports."""
