"""What a run measured, as a file of events that TensorBoard shows.

A file is a row of records: 8 bytes of length, a checksum of these, the data, a checksum of the data. The data are
messages of Protocol Buffers (``event.proto`` and ``summary.proto`` of TensorFlow), of which only numbers with a name
are needed. Source: TensorFlow, ``record_writer.h``; Protocol Buffers, Encoding.
"""

import struct
from collections.abc import Iterable, Iterator

from filterlab.nets.events import EpochEnd, Step

_STEP_TAGS = {"loss": "train/loss", "accuracy": "train/accuracy", "learning_rate": "learning_rate"}
_EPOCH_TAGS = {
    "train_loss": "epoch/train_loss",
    "train_accuracy": "epoch/train_accuracy",
    "test_loss": "epoch/test_loss",
    "test_accuracy": "epoch/test_accuracy",
}
# Castagnoli's polynomial, its bits turned round.
_POLYNOMIAL = 0x82F63B78
_MASK = 0xA282EAD8
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def tensorboard_file_name(began: float) -> str:
    """Give the name TensorBoard looks for, of a run that began at a time in seconds since 1970."""
    return f"events.out.tfevents.{int(began)}.filterlab"


def tensorboard_records(steps: Iterable[Step], epochs: Iterable[EpochEnd], began: float) -> bytes:
    """Write a run's loss, accuracy and learning rate, and each epoch's means and test figures.

    Parameters
    ----------
    steps, epochs
        What the run told.
    began
        When it began, in seconds since 1970: the events' seconds are counted from there.

    Returns
    -------
    bytes
        The content of a file, to be named as `tensorboard_file_name` says, in a folder of its own.
    """
    told: tuple[Step | EpochEnd, ...] = (*steps, *epochs)
    events = sorted(told, key=lambda event: event.step)
    version = _fixed64(1, began) + _bytes(3, b"brain.Event:2")
    return b"".join((_record(version), *(_record(data) for data in _events(events, began))))


def _events(events: Iterable[Step | EpochEnd], began: float) -> Iterator[bytes]:
    for event in events:
        tags = _STEP_TAGS if isinstance(event, Step) else _EPOCH_TAGS
        values = b"".join(
            _bytes(1, _bytes(1, tag.encode()) + _fixed32(2, getattr(event, name)))
            for name, tag in tags.items()
        )
        yield _fixed64(1, began + event.seconds) + _varint(2, event.step) + _bytes(5, values)


def _record(data: bytes) -> bytes:
    length = struct.pack("<Q", len(data))
    return length + _checksum(length) + data + _checksum(data)


def _checksum(data: bytes) -> bytes:
    """Give a CRC-32C, turned and shifted so that a checksum of data that holds checksums stays a good one."""
    crc = crc32c(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + _MASK) & 0xFFFFFFFF)


def crc32c(data: bytes) -> int:
    """Compute the cyclic redundancy check with Castagnoli's polynomial (RFC 3720, appendix B.4)."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def _table_entry(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (_POLYNOMIAL if byte & 1 else 0)
    return byte


_TABLE = tuple(_table_entry(byte) for byte in range(256))


def _number(value: int) -> bytes:
    """Write a whole number, 0 or more, seven bits a byte, the lowest first."""
    parts = []
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*parts, value))


def _key(field: int, kind: int) -> bytes:
    return _number(field << 3 | kind)


def _varint(field: int, value: int) -> bytes:
    return _key(field, _VARINT) + _number(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _key(field, _BYTES) + _number(len(value)) + value


def _fixed64(field: int, value: float) -> bytes:
    return _key(field, _FIXED64) + struct.pack("<d", value)


def _fixed32(field: int, value: float) -> bytes:
    return _key(field, _FIXED32) + struct.pack("<f", value)
