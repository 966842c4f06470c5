"""What a run measured, as a table that any spreadsheet reads."""

import csv
import io
from collections.abc import Iterable

from filterlab.nets.events import EpochEnd, Step

_COLUMNS = (
    "step", "epoch", "seconds", "learning_rate", "loss", "accuracy", "train_loss", "train_accuracy", "test_loss",
    "test_accuracy",
)  # fmt: skip


def metrics_csv(steps: Iterable[Step], epochs: Iterable[EpochEnd]) -> str:
    """Write a line for each step and one for each epoch's end, in the order of the steps.

    Lines of steps leave the means and the test figures empty, lines of epoch ends the figures of a batch. Losses are
    in nats, accuracies in [0, 1], seconds since the run began.
    """
    events: tuple[Step | EpochEnd, ...] = (*steps, *epochs)
    # The sort is stable: the end of an epoch stays behind its last step.
    rows = [
        {
            "step": event.step,
            "epoch": event.epoch,
            "seconds": event.seconds,
            **{name: getattr(event, name) for name in _COLUMNS[3:] if hasattr(event, name)},
        }
        for event in sorted(events, key=lambda event: event.step)
    ]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
