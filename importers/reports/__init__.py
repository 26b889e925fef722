"""What a reading has to say: the report, and the error of a file that cannot be read.

Every importer uses it. Start at `report`.
"""
