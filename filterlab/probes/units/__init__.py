"""What a unit sees: of a net or hand-made, in any layer."""
