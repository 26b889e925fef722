"""A worker process seen from outside: its pipes, its signs of life, and why it ended.

Knows no Qt. Used by `app.training.session` and ``netwright train``. Start with `client`.
"""
