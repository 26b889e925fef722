"""What a project says about its data and its training, declared like the parameters of a block.

Used by documents, forms, plan and code. Start with `declarations`.
"""
