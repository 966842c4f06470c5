"""A picture of a data set in place of the open one, before all filters of Compare."""
