"""The verdict on a code, online: the hot path, its answers and its page."""
