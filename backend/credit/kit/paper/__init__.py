"""Print: a sheet of paper to draw on, embedded Chinese fonts, printing inks, QR images."""
