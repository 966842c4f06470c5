"""Arrays in, arrays out: convolutions, pooling, activations, losses and their gradients."""
