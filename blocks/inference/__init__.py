"""The result of one block for given input shapes, repeats and composites included; and the words for it.

It knows graphs, and no document. Used by the document, by the check and by everything above them. Start with `block`,
then `repeats` and `composite`; `wording` has the sentences.
"""
