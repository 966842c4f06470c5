"""Pictures, preset filters, sample pictures and data sets."""
