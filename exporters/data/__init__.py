"""The data of a project: looking into files, the steps from a file to arrays, as values and as code.

Used by `exporters.python`, the worker and `app`; it uses the plan, and text to write code. Start with `make` and
`base`; `arrays` carries a plan out, `code` writes it.
"""
