"""Commands of the search pages."""
