"""Configuration folders of the servers, one a role; `JUPYTER_CONFIG_PATH` points at them."""
