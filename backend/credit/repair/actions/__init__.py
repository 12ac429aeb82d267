"""Writing repairs: `moving` is the one way from state to state; the rest is one file a use case."""
