"""The fast ways to compute a convolution that has been checked and planned."""
