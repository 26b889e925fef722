"""The parts of a block type: role, parameters, ports, shape rule, how far it looks; and problems as data.

Used by the catalog and everything above it. Start with `block_type`; whoever treats kinds of layers alike asks for
`roles` and other facts of a type, never for its name.
"""
