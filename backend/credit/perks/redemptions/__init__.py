"""Using a voucher at a shop or gate, and taking a use back."""
