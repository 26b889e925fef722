"""Values that names of the source have: plain ones, symbols, arithmetic, names of Keras; the budget of a reading.

Every other folder of the reader uses it, and it uses only `blocks`. Start at `values`.
"""
