"""Receipts (承诺回执): that this text was signed for this subject, then, by this account.

    statements.py  the platform's signature of the act; what it binds, and how it is read
    receipt.py     the PDF: full text, hash, code, masked signer, QR; itself signed at its end
    checking.py    whether a receipt (by code, by hash, as a file) is genuine and unaltered
    routes.py      handlers; the public keys

Rule behind it: 电子签名法 Art. 5 and 8 (an original must be able to show that it was not
altered). The statement is the platform's own, not a qualified electronic signature of the
signer, and receipts say so.

Invariants:
- A statement binds code, subject, SHA-256 of the text, time, way of signing and signer.
- The signer is bound by a salted hash of account and session: nobody learns who it is from a
  receipt, and nobody can claim that it was somebody else.
- Public keys are kept for good: an old receipt can be verified after every rotation.
"""
