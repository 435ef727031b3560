"""Flask glue that every room uses; no feature."""
