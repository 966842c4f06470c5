"""Views shared by several workspaces: they know arrays and their own signals, never the document."""
