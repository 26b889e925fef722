"""What a block type is: parameters, ports, shape rule, how far it looks; and problems as data.

Used by the catalog and everything above it. Start with `block_type`.
"""
