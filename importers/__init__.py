"""Models of other programs, read as data: nothing in a file is ever run, and Keras is not imported."""
