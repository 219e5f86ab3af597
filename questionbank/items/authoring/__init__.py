"""How the fields of a question are drawn and read: one widget per kind, driven by the type's `authoring_fields`."""
