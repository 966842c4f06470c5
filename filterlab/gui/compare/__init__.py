"""The Compare workspace: hand-made filters beside learned ones."""
