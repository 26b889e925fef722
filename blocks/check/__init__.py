"""The live check of a graph: shapes, weights, problems, outputs, receptive fields, kept up to date edit by edit.

Used by `files`, `commands` and `fixes`, and by all other packages. Start with `checker`.
`layer_paths` says which layers a block makes.
"""
