"""What staff are told, and when."""
