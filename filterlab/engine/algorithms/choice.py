"""Which way a convolution is computed: the one place that decides, and where further ways are added."""
