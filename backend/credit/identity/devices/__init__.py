"""Where somebody is signed in: the list, ending one session, ending all.

Ending also ends every access token of the account, in every process within a second; the other
devices renew theirs with their refresh tokens without noticing.
"""
