"""Questions one can ask of a filter: its response, one number's products, its nearest relative."""
