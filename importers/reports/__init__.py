"""Results of reading a file, beside the document: the report, and the error of a file that cannot be read.

Every importer uses it. Start at `report`.
"""
