"""One file per player."""
