"""FilterLab: draw a convolution filter, see how pictures respond, train a small CNN and compare."""

__version__ = "0.1.0"
