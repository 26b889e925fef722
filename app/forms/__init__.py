"""Forms: fields for parameters and settings, made of their declarations.

Used by every panel that lets values be typed. Start with `form`, then `field` and `editors`.
"""
