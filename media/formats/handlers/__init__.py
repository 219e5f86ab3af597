"""One file per format; every module here registers its handler when the registry loads."""
