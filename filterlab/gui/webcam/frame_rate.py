"""How many frames a second come, and how many of them are shown."""

from __future__ import annotations

from collections import deque

SPAN_S = 2.0
# Figures are read by people.
READING_S = 0.5


class FrameRate:
    """Count the frames of the last two seconds; the caller says what time it is, in seconds."""

    def __init__(self) -> None:
        """Start with none."""
        self._frames: deque[tuple[float, bool]] = deque()
        self._read_at: float | None = None

    def count(self, now: float, *, is_shown: bool) -> None:
        """Take a frame in, which has been shown or dropped."""
        self._read_at = now if self._read_at is None else self._read_at
        self._frames.append((now, is_shown))
        while self._frames[0][0] < now - SPAN_S:
            self._frames.popleft()

    def reading(self, now: float) -> tuple[float, float] | None:
        """Return how many frames a second were shown and how many came; None until half a second after the last."""
        if len(self._frames) < 2 or self._read_at is None or now - self._read_at < READING_S:
            return None
        first, last = self._frames[0][0], self._frames[-1][0]
        if last <= first:
            return None
        self._read_at = now
        # The first frame only says when the counting begins.
        shown = sum(is_shown for _, is_shown in self._frames) - self._frames[0][1]
        return shown / (last - first), (len(self._frames) - 1) / (last - first)
