"""Reading breaches: the rows, and what each side sees of them."""
