"""Settings of an instructor's server."""
