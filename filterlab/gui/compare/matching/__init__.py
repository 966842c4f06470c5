"""Matchmaking: two banks paired one to one, beside what chance alone would make of them."""
