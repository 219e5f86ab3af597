"""SQLite as the embedded database: write-ahead log, full synchronisation and a fair turn for writers."""
