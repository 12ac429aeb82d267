"""The report as a PDF: A4, page numbers, the number and the hash on every page, signed at its end.

blocks.py    what flows: headings, particulars, tables, remarks
cover.py     the top of the first page: who, when, what for, the code, the counts
printing.py  pages put together, and the file signed
segments.py  short hashes of the file's parts, to say which page was changed
"""
