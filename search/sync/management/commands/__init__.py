"""Commands for operators of the search index."""
