"""The samples of the pattern library, one file per family of components; the words in them are ordinary school words."""
