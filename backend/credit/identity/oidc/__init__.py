"""Signing in with a unified government identity (统一身份认证) by OpenID Connect.

Rule behind it: 国务院关于加快推进全国一体化在线政务服务平台建设的指导意见 (国发〔2018〕27号): one
identity for all services; PIPL Art. 6 (no more claims than needed), 51.

Invariants:
* Authorization code with PKCE (S256), state and nonce, each good once, for ten minutes, and in
  the browser that began only.
* An id_token counts only with a signature of the issuer's published keys, for us, now, and for
  this very attempt.
* An identity is linked to an account that exists only by somebody who proves both: signed in
  here and confirmed, and signed in there. No e-mail, phone or name ever links.
* The provider's subject identifier is sealed, and found by a blind index over issuer and subject.
* Officers do not sign in this way: their second factor would be passed by.
"""
