"""The Export menu: code, pictures, tables and model files, each with a controller, a dialog and a job.

Used by `app.window`, `app.runs` and, for what knows no Qt, by commands. Start with `code_controller`.
"""
