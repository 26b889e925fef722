"""A worker process seen from outside: its pipes, its signs of life, and why it ended.

Knows no Qt. Used by the session, the worker, commands and `app.exports`. Start with `client`.
"""
