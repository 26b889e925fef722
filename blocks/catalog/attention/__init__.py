"""Attention layers: their ports, parameters and shape rules.

Read by the registry. Start with `dot_product`; `parts` has what all of them share.
"""
