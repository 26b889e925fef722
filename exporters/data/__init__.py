"""The data of a project: looking into files, the steps from a file to arrays, as values and as code.

Used by `exporters.python`, the worker and `app.data`. Start with `make` and `base`; `arrays` carries a
plan out, `code` writes it.
"""
