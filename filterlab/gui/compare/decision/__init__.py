"""The whole chain of one decision: a picture through all layers of a net, and what fed any number of it."""
