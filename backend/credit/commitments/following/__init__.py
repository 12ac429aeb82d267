"""Following commitments: reminders before they end, what falls due, and consumers' signals.

    rules.py     when a commitment ends, is due, and how long a signal counts
    signals.py   one consumer, one commitment, one month, one word
    reminding.py the daily look: owners hear before the end, officers what is due
    due.py       the list for officers, one by one or in bulk

Rule behind it: the national data standard asks for 履行状态 with authority and date; 消费者权益
保护法 Art. 15 (consumers may watch over what was promised).

Invariants:
- A signal is no determination: it changes no grade, no board, no record; the page says so.
- One a person, commitment and month; who said it is shown to nobody, not to officers either.
- A reminder goes out once: its row and the message are one transaction.
"""
