"""What names of the source stand for: values, symbols, arithmetic, names of Keras, and the budget of a reading.

Every other folder of the reader uses it, and it uses only `blocks`. Start at `values`.
"""
