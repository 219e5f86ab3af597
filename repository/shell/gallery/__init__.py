"""The samples of the pattern library, one file per family of components, in ordinary school words."""
