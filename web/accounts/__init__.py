"""Accounts of the staff: log in and out, own password, and what an administrator does to them."""
