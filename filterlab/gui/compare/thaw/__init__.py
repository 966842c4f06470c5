"""Seed and thaw: how far the filters that a layer began with drift while it learns, beside controls."""
