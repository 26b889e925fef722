"""Changes files of every kind that we read, at random, and reads them: ``python -m tests.fuzz KIND``."""
