"""What a report says, put together once and frozen.

shapes.py      the report as it is sealed, shown and printed
reading.py     every SELECT: a fixed number, however many facts there are
marks.py       which facts a reader may see, and what stands beside the others
sections.py    facts into the ten sections; pure
advice.py      section ten: what can be done, honestly; pure
assembling.py  read, then put together
"""
