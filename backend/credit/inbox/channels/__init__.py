"""Channels outside the app: a demo mailbox for development, SMS; a slot for web push.

A channel is a `provider.Provider`. Web push would be one more: it needs subscriptions of browsers
(endpoint and keys, sealed, ended with the account's sessions) and a VAPID key of the operator.
"""
