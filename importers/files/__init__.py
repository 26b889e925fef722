"""Files of unknown origin, opened within limits: regular files, archives, HDF5 in a process of its own.

`model_file` and `weights` use it. Start at `opening`.
"""
