"""Search: one box for numbers, names, phones and identity numbers, over open and done cases."""
