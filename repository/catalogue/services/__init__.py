"""Everything that changes a material: authoring, publishing (driven by review), sharing, end of life, use."""
