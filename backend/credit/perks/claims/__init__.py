"""Taking a voucher, holding it, letting it go."""
