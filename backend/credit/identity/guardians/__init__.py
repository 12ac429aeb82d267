"""Guardians: an account for a child under 14, which a verified guardian asks for and watches over.

Rule behind it: PIPL Art. 28 and 31 (a parent or other guardian consents for a child under 14);
民法典 Art. 19, 23, 27 (guardians act for children); 未成年人保护法 Art. 72, 73.

Invariants:
* The guardian is verified and of age; the child is verified by the register and under 14.
* Nothing of the child's account works before an officer saw that the guardian is one; a refusal
  erases the account.
* Until 14 the guardian sees what is held, signs devices out, and takes the consent back, which
  closes the account. From the 14th birthday on none of it: the child decides.
* A child has no credit features (`ages`), whatever a guardian wants.
"""
