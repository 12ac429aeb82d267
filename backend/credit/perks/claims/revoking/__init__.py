"""Taking a voucher back (收回权益): one officer proposes, another decides, the holder is told."""
