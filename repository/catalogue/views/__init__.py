"""The catalogue's screens, one module per person's errand: authoring, own list, material page, files, browsing."""
