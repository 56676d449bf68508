"""What do we know? Every SELECT, each starting from what the actor may see."""
