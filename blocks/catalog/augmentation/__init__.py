"""Augmentation: layers that change images at random while a network is trained.

Read by the registry. Start with `images`; `parts` has the parameters and checks that they share.
"""
