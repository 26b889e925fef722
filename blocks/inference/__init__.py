"""What one block gives for the shapes that come in, however it is repeated or made of others; and its words.

Used by `blocks.check` and the exporters. Start with `block`, then `repeats` and `composite`; `wording` has the
sentences.
"""
