"""Surgery: a copy of a trained net is operated on, filter by filter, and tested before and after."""
