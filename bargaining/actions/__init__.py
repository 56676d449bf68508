"""What can be done? One function per use case; checks, changes, records; never commits."""
