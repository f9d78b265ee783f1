"""Hub configurations: the demo hub that runs on one machine under one account."""
