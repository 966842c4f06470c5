"""What a unit sees: panels that ask one filter of a net, a class, or a hand-made filter."""
