"""The code panel: the script of the model, kept up to date, with its lines tied to blocks.

Used by `app.window`; the export dialog shows code with its `view`. Start with `panel`; `controller` ties it to canvas
and problems.
"""
