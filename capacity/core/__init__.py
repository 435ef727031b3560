"""What every room stands on: no web, no feature."""
