"""Small convolutional nets: described, built, trained and stored."""
