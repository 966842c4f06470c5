"""Live pictures from a camera; QtMultimedia, an extra, is imported by `qt_cameras` alone."""
