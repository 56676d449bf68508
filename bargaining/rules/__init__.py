"""What does the law say? Plain values in, plain values out: no Flask, no database, no clock."""
