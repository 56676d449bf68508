"""What happens by itself? Shells of a few lines run by the clock in a process of their own."""
