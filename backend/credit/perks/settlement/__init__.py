"""Daily statements for merchants and providers."""
