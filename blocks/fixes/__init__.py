"""Fixes: what could mend a problem, tried on a copy before it is offered, with what it does as data.

Used by `app.problems` and commands. Start with `finder`; `table` has the makers for each kind of problem.
"""
