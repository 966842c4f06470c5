import csv
import io

import pytest

from filterlab.nets.events import EpochEnd, Step
from filterlab.nets.exports import metrics_csv, tensorboard_file_name, tensorboard_records
from filterlab.nets.exports.tensorboard import crc32c

STEPS = [
    Step(step=k, epoch=1 + k // 3, loss=2.0 / k, accuracy=0.1 * k, learning_rate=0.05, seconds=0.5 * k)
    for k in range(1, 5)
]
EPOCHS = [
    EpochEnd(
        epoch=e, step=2 * e, train_loss=1.5, train_accuracy=0.5, test_loss=1.25, test_accuracy=0.75, seconds=1.1 * e
    )
    for e in (1, 2)
]  # fmt: skip


def test_the_table_has_a_line_for_every_step_and_every_epochs_end_in_order():
    rows = list(csv.DictReader(io.StringIO(metrics_csv(STEPS, EPOCHS))))
    assert [int(row["step"]) for row in rows] == [1, 2, 2, 3, 4, 4]
    assert [row["test_loss"] for row in rows] == ["", "", "1.25", "", "", "1.25"]
    assert rows[1]["loss"] == "1.0"
    assert rows[2]["loss"] == rows[2]["learning_rate"] == ""
    assert float(rows[2]["seconds"]) == 1.1


def test_a_run_without_steps_is_a_table_without_lines():
    assert metrics_csv([], []).count("\n") == 1


@pytest.mark.parametrize(
    ("data", "checksum"),
    [
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (b"123456789", 0xE3069283),
    ],
)
def test_the_checksum_is_that_of_the_standards_examples(data, checksum):
    assert crc32c(data) == checksum


def test_records_say_their_length_and_begin_with_the_version():
    data = tensorboard_records(STEPS, EPOCHS, 1000.0)
    lengths = []
    at = 0
    while at < len(data):
        lengths.append(int.from_bytes(data[at : at + 8], "little"))
        if len(lengths) == 1:
            assert b"brain.Event:2" in data[at : at + 8 + 4 + lengths[0]]
        at += 8 + 4 + lengths[-1] + 4
    assert at == len(data)
    assert len(lengths) == 1 + len(STEPS) + len(EPOCHS)
    assert "tfevents.1000" in tensorboard_file_name(1000.5)
