"""Writes the generated part of the Python package; not part of the package."""
