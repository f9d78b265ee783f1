"""Settings of every server."""
