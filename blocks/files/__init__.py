"""Project files and libraries of composites: read with care, written whole.

Used by `commands`, canvas and `app`. Start with `project_file`; `schema` makes the JSON Schema, `saving` writes any
file.
"""
