"""Every write of the slice: one function each, one transaction, audit entry and jobs in it."""
