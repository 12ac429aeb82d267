"""Credit reports (信用报告): what is known of a subject at one moment, for others to verify.

    terms.py      purposes, validity, limits: dated data (`terms.toml`)
    snapshot/     the ten sections of the national format put together from the facts; frozen
    clearance/    专项信用报告（信用代证）: fields and a period, not a proof from each office
    issuing/      numbers without gaps, the register, sealed snapshots, the platform's statement
    paper/        the report as a PDF, signed at its end
    checking/     genuine, altered, unknown, expired, superseded: by number and hash, or as a file
    sharing/      links for one recipient and purpose, that run out and can be taken back
    delegating/   somebody may fetch the report some times until a day, by separate consent
    lookups/      谁看过: every issue, opening and fetch, for the subject

Rule behind it: the national format of 2022 (ten sections); 国家发展改革委令第36号 and
国办发〔2025〕22号 (a repair ends publicity, sharing and use); 民法典 Art. 1029 (right of reply);
国办发〔2020〕49号 (use for a stated purpose); PIPL Art. 6 and 19 for what is kept and how long.

Invariants:
- A report is frozen: its snapshot is sealed and never changed; its number has no gap before it.
- A report for others has only what may be shown today. Repaired, withheld and ended facts are
  in the owner's own version alone, which says so on every page and cannot be shared.
- What was repaired or withdrawn after the issue is not shown through a share any more.
- Checking tells whether a report is genuine, never what it says: facts may be repaired by then.
- Reports are about business entities. Natural persons get their copy (`identity.personal`),
  without a number or a signature: nobody's identity is verified well enough to certify it.
- The PDF is not kept, nor is a file that was handed in to be checked.
"""
