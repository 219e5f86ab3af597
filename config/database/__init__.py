"""Database engines of the embedded set-up."""
