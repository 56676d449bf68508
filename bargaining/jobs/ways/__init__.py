"""By which way does a message leave the house? One module a way, each with `send`."""
