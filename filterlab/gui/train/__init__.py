"""The Train workspace: choose data, net and settings, and watch the first layer learn."""
