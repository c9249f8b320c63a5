"""Writes what the templates hold of an entity, layer by layer, as finished lines of Python."""
