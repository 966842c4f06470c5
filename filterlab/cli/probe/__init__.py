"""``filterlab probe``: what a unit sees, as a sheet with captions and as numbers."""
