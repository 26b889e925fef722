"""Convolution layers of any rank, and how windows slide.

Read by the registry; `windows` serves pooling as well. Start with `layers`, then `rules`.
"""
