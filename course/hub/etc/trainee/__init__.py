"""Settings of a trainee's server."""
