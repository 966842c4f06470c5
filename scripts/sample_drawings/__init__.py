"""The drawings behind FilterLab's sample pictures; `scripts/make_samples.py` writes them to files."""
