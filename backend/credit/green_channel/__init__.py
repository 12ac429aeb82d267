"""Green channel (信用绿色通道): may a subject use 容缺受理, 容缺预审 or 告知承诺 for a matter?

A slice of its own above `evaluation`: an answer reads the grade where it is explained, never the
copy for lists (decision 0005).

Rule behind it: 国办发〔2020〕42号 (告知承诺制) and 国办发〔2019〕35号 (信用为基础的新型监管):
who broke such a promise loses the easy way, not the right to apply. Each rule of `rules.toml`
names its own basis and days.

Invariants:
* Every condition is answered with what was found, its date and its basis; an answer is never
  edited and never reused for another day.
* Who asked, for which agency and purpose is kept, and the subject reads it (谁看过).
* A refusal closes the easy way only: the words say that the ordinary way stays open.
"""
