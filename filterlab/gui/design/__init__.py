"""The Design workspace: paint a filter, see the picture respond, explain one number."""
