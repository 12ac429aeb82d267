"""What good credit brings a merchant (守信便利), as data: fewer inspections, the green channel,
promotion, a bank's referral. Each line says its law, who acts and what it does not promise.

Rule behind it: 国发〔2016〕33号 (rewards for the trustworthy); 国办发〔2019〕35号 (tiered checks).

Invariants:
* Rules are dated versions (`rules.toml`) and public; a line without a legal basis is not loaded.
* What a rule says is told as that: no number is shown that nobody in the province published.
* A line that asks for more of a shop says how to repair or object, and follows the grade by itself.
* The grade comes from where it is reckoned (decision 0005), never from the copy for lists.
"""
