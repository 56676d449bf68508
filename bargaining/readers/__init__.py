"""What paper comes in? What others send us, as plain values or the row and the reason."""
