"""Where bytes lie: originals by their SHA-256, derived files beside them, signed links and byte ranges. No ORM."""
