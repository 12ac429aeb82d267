"""The verifying core: from a scanned text to claims that can be believed, or a named fault.

Pure: no clock, no network, no database, no settings. The same checks exist a second time in
TypeScript (``pwa/src/verify``); both pass ``tests/vectors`` and follow ``docs/code-format.md``.
"""
