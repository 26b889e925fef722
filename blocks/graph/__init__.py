"""A graph of blocks and wires, and questions about it: ports, names, shared and frozen layers, structure.

It uses the catalog. Used by everything above it. Start with `graph`.
"""
