"""Compiled kernels. `filterlab.engine.kernels` imports them in the background, never the engine itself."""
