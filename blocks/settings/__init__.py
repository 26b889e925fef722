"""Settings of a project for its data and its training, declared like the parameters of a block.

It uses parameters, and no layers. Used by documents, forms, plan and code. Start with `declarations`.
"""
