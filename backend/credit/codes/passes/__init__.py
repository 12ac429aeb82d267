"""Citizen passes (个人信用码): opt-in, rotating, for perks only.

A citizen opts in by a separate consent (PIPL Art. 14, 29), shows a code that lives seconds
and tells a verifier only: genuine or not, whether courtesy perks (守信礼遇) apply, and the
masked name if the citizen turned it on. Nobody is scored, graded or coloured.

Invariants:
* No pass is signed without a living consent; withdrawal or a pause ends every pass at once.
* No place in a status list is used for two passes; which citizen a place belongs to is known
  to the issuer only.
* Every online look-up has a stated purpose and leaves a line that the citizen sees.

Minors: credit services are for adults (the consent text says so and asks the person to confirm),
but accounts carry no age yet, so nothing here can check it. When they do, `lock_holder` is the
place to refuse, and to say why. Until then the text's words are all there is.
"""
