"""Training runs: one event stream, whatever happens."""

from __future__ import annotations

import resource
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from filterlab.data import Augmentation, DataChoice
from filterlab.errors import FilterLabError
from filterlab.nets import (
    Cancelled,
    EpochEnd,
    Failed,
    Finished,
    NetSpec,
    Snapshot,
    Started,
    Step,
    TrainConfig,
    zoo,
)
from filterlab.nets.spec import Conv2d, Flatten, Linear
from filterlab.project import Document, Project, TrainingRequest, Wish, run_training, serve_training
from filterlab.project.runs import load_fitting_dataset
from filterlab.project.store import Pace

if TYPE_CHECKING:
    from pathlib import Path

TERMINAL = (Finished, Cancelled, Failed)


def small_request(**changes: object) -> TrainingRequest:
    """Return a request that trains in about a second."""
    values = {
        "data": DataChoice(train_size=160, test_size=40),
        "net": zoo["tiny"],
        "config": TrainConfig(epochs=1, batch_size=32, seed=1),
    }
    return TrainingRequest(**{**values, **changes})  # type: ignore[arg-type]


class Pipe:
    """A pipe that keeps what is sent, and may break."""

    def __init__(self, breaks_after: int | None = None) -> None:
        self.sent: list[object] = []
        self.closed = False
        self._breaks_after = breaks_after

    def send(self, obj: object) -> None:
        """Keep one object."""
        if self._breaks_after is not None and len(self.sent) >= self._breaks_after:
            raise BrokenPipeError
        self.sent.append(obj)

    def close(self) -> None:
        """Remember that the end was said."""
        self.closed = True


class Wanted:
    """A wish that does not change."""

    def __init__(self, value: int = Wish.GO_ON) -> None:
        self.value = value


def test_a_run_is_a_stream_from_started_to_exactly_one_end() -> None:
    events = list(run_training(small_request()))
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Finished)
    assert sum(isinstance(e, TERMINAL) for e in events) == 1
    assert sum(isinstance(e, Step) for e in events) == 5
    assert sum(isinstance(e, EpochEnd) for e in events) == 1


def test_the_document_remembers_every_step_and_the_newest_weights() -> None:
    document = Document()
    run = document.add_run(small_request())
    updates: list[str] = []
    document.run_updated.connect(updates.append)
    events = list(run_training(small_request()))
    document.record_events(run.id, events)
    assert updates == [run.id]
    assert len(run.steps) == 5
    assert run.state == "finished"
    assert isinstance(events[-1], Finished)
    assert run.parameters is events[-1].parameters
    assert run.parameters["conv1.weight"].ndim == 4


def test_the_same_request_gives_the_same_weights_bit_for_bit() -> None:
    def last_weights() -> dict[str, np.ndarray]:
        snapshots = [e for e in run_training(small_request()) if isinstance(e, Snapshot)]
        return dict(snapshots[-1].parameters)

    first, second = last_weights(), last_weights()
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_a_missing_folder_is_told_at_the_first_event() -> None:
    with pytest.raises(FilterLabError, match="nowhere"):
        next(run_training(small_request(data=DataChoice("/nowhere/at/all"))))


def test_the_child_sends_every_event_and_closes_its_pipe() -> None:
    pipe = Pipe()
    serve_training(pipe, Wanted(), small_request())
    assert isinstance(pipe.sent[0], Started)
    assert isinstance(pipe.sent[-1], Finished)
    assert pipe.closed


def test_the_child_ends_as_cancelled_when_the_flag_is_up() -> None:
    pipe = Pipe()
    serve_training(pipe, Wanted(Wish.STOP), small_request())
    assert isinstance(pipe.sent[-1], Cancelled)


def test_the_child_sends_a_users_mistake_home_as_failed() -> None:
    pipe = Pipe()
    serve_training(pipe, Wanted(), small_request(data=DataChoice("/nowhere/at/all")))
    assert [type(e) for e in pipe.sent] == [Failed]
    assert "nowhere" in pipe.sent[0].reason  # type: ignore[attr-defined]


def test_the_child_ends_quietly_when_the_window_has_gone() -> None:
    pipe = Pipe(breaks_after=3)
    serve_training(pipe, Wanted(), small_request())
    assert len(pipe.sent) == 3
    assert pipe.closed


def test_a_run_whose_file_of_pictures_has_changed_does_not_go_on_until_it_is_back(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    images, labels = rng.random((40, 28, 28), np.float32), np.arange(40) % 4
    path = tmp_path / "pictures.npz"
    np.savez(path, images=images, labels=labels)
    document = Document()
    request = small_request(data=DataChoice(str(path)))
    run = document.add_run(request)
    project = Project.created(tmp_path / "mine", document, 0.0)
    place = project.recording_place(run.id)

    def served() -> object:
        pipe, wanted = Pipe(), Wanted()
        send = pipe.send

        def send_and_pause(event: object) -> None:
            send(event)
            wanted.value = Wish.PAUSE if isinstance(event, Step) else wanted.value

        pipe.send = send_and_pause
        serve_training(pipe, wanted, request, place)
        return pipe.sent[-1]

    assert isinstance(served(), Cancelled)
    np.savez(path, images=images + np.float32(0.01), labels=labels)
    refused = served()
    assert isinstance(refused, Failed)
    assert "The pictures have changed since this run began" in refused.reason
    assert project.can_resume(run.id)
    np.savez(path, images=images, labels=labels)
    assert isinstance(served(), Finished)
    project.close()


def test_a_run_whose_disk_is_full_ends_in_a_sentence_and_goes_on_to_the_same_weights(tmp_path: Path) -> None:
    request = small_request(config=TrainConfig(epochs=4, batch_size=32, seed=1, snapshot_every=2))
    document = Document()
    run = document.add_run(request)
    project = Project.created(tmp_path / "mine", document, 0.0)
    written = project.recording_place(run.id)
    assert written is not None
    place = replace(written, pace=Pace(least_steps=2, seconds_between_states=0.0, states_share=inf))
    log = project.path.with_name(project.path.name + "-wal")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    pipe = Pipe()
    # What is written above this size fails, as it does on a full disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + 400_000, limits[1]))
    try:
        serve_training(pipe, Wanted(), request, place)
        document.record_events(run.id, pipe.sent)
        # Nor has the window any room.
        document.add_picture("large", np.ones((1, 300, 300)))
        with pytest.raises(FilterLabError, match="the disk is full"):
            project.write()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    *events, end = pipe.sent
    assert isinstance(end, Failed)
    assert "the disk is full" in end.reason
    assert "\n" not in end.reason
    assert document.run(run.id).state == "failed"
    kept = [at.step for at in project.snapshots(run.id)]
    assert len(kept) > 1
    assert kept == [event.step for event in events if isinstance(event, Snapshot)]
    assert project.can_resume(run.id)
    project.write()
    again = Pipe()
    serve_training(again, Wanted(), request, place)
    *_rest, ours = again.sent
    *_rest, undisturbed = run_training(request)
    assert isinstance(ours, Finished)
    assert isinstance(undisturbed, Finished)
    for name, array in undisturbed.parameters.items():
        np.testing.assert_array_equal(ours.parameters[name], array)
    project.close()
    found = Project.opened(project.path, 0.0)
    assert [step.step for step in found.document.run(run.id).steps] == list(range(1, 21))
    assert found.document.pictures[-1].pixels.shape == (1, 300, 300)
    found.close()


def test_colour_pictures_of_any_size_are_made_to_fit_a_grey_net(tmp_path: Path) -> None:
    for name, colour in (("red", (255, 0, 0)), ("blue", (0, 0, 255))):
        (tmp_path / name).mkdir()
        for number in range(12):
            Image.new("RGB", (40 + number, 50), colour).save(tmp_path / name / f"{number}.png")
    dataset = load_fitting_dataset(small_request(data=DataChoice(str(tmp_path))))
    assert dataset.train.images.shape[1:] == (1, 28, 28)
    red = dataset.train.images[dataset.train.labels == dataset.class_names.index("red")]
    np.testing.assert_allclose(red, 0.299, atol=1e-6)
    events = list(run_training(small_request(data=DataChoice(str(tmp_path)))))
    assert isinstance(events[-1], Finished)


def test_grey_strokes_are_repeated_for_a_colour_net() -> None:
    net = NetSpec("colour", (3, 28, 28), (Conv2d("conv1", 4, 7), Flatten("flatten"), Linear("fc1", 10)))
    dataset = load_fitting_dataset(small_request(net=net))
    images = dataset.test.images
    assert images.shape == (40, 3, 28, 28)
    np.testing.assert_array_equal(images[:, 0], images[:, 2])


def test_real_data_come_whole_and_are_stretched_to_the_net(tmp_path: Path) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (300, 9, 8), np.uint8)
    np.savez(tmp_path / "mine.npz", images=pictures, labels=np.arange(300) % 3)
    whole = DataChoice(str(tmp_path / "mine.npz"))
    dataset = load_fitting_dataset(small_request(data=whole))
    assert dataset.train.images.shape == (249, 1, 28, 28)
    assert len(dataset.test) == 51
    some = DataChoice(whole.source, train_size=10, test_size=5, image_size=(14, 14))
    dataset = load_fitting_dataset(small_request(data=some))
    assert dataset.train.images.shape == (10, 1, 14, 14)
    assert len(dataset.test) == 5


def test_augmented_pictures_make_another_run_that_is_the_same_each_time() -> None:
    def losses(augmentation: Augmentation) -> list[float]:
        request = small_request(data=DataChoice(train_size=160, test_size=40, augmentation=augmentation))
        return [event.loss for event in run_training(request) if isinstance(event, Step)]

    turned = losses(Augmentation(rotate=20))
    assert turned == losses(Augmentation(rotate=20))
    assert turned != losses(Augmentation())


def test_ready_made_pictures_are_made_smaller_for_a_net_without_room() -> None:
    net = NetSpec("small", (1, 20, 24), (Conv2d("conv1", 4, 7), Flatten("flatten"), Linear("fc1", 10)))
    assert load_fitting_dataset(small_request(net=net)).train.images.shape[1:] == (1, 20, 24)
