"""The panel that follows one decision of a net down to the pixels."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QFileDialog

from filterlab.data import DataChoice
from filterlab.gui.compare.decision.panel import DecisionPanel
from filterlab.gui.compare.decision.presenter import DecisionPresenter
from filterlab.gui.compare.looked_at import Looked, LookedAt
from filterlab.gui.train.held_back import load_held_back
from filterlab.nets import NetSpec, Snapshot, TrainConfig, build, zoo
from filterlab.nets.spec import Linear
from filterlab.project import Document
from filterlab.project.runs import TrainingRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


class Bench:
    """A panel in sight, its presenter, and a document."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot, self.owner = qtbot, QObject()
        self.document = Document()
        rng = np.random.default_rng(0)
        self.document.add_picture("noise", rng.random((1, 28, 28), dtype=np.float32))
        self.looked_at = LookedAt(self.document, self.owner)
        self.panel = DecisionPanel()
        self.presenter = DecisionPresenter(self.panel, self.looked_at, self.owner)
        qtbot.addWidget(self.panel)
        self.panel.resize(1300, 420)
        self.panel.show()
        self.panel.set_seen(True)
        self.rest()

    def rest(self) -> None:
        """Wait until everything is shown."""
        self.qtbot.waitUntil(lambda: self.presenter.is_idle)

    def open_net(self, spec: NetSpec = zoo["tiny"], name: str = "planted"):
        """Open weights of a net that has learned nothing."""
        run = self.document.add_imported_run(name, build(spec, np.random.default_rng(1)).parameters)
        self.rest()
        return run

    def click_down(self, times: int) -> None:
        """Follow the strongest."""
        for _ in range(times):
            self.panel.down.click()
            self.rest()

    @property
    def canvas(self):
        """The drawing of all layers."""
        return self.panel.chain.canvas


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    """Return a panel in sight without a net."""
    bench = Bench(qtbot)
    yield bench
    bench.presenter.shut_down()


def trained(bench: Bench, spec: NetSpec = zoo["tiny"]):
    """Add a run with a request, whose test pictures can be had."""
    data = DataChoice(train_size=20, test_size=6)
    run = bench.document.add_run(TrainingRequest(data, spec, TrainConfig(epochs=1)))
    weigh(bench, run, dict(build(spec, np.random.default_rng(1)).parameters))
    bench.rest()
    return run


def weigh(bench: Bench, run, parameters: dict[str, np.ndarray], step: int = 1) -> None:
    """Have a run tell its weights."""
    snapshot = Snapshot(step=step, epoch=1, seconds=0.1, parameters=parameters)
    bench.document.record_events(run.id, [snapshot])


def test_without_a_net_it_says_what_will_be_seen(bench) -> None:
    assert bench.panel.message.startswith("No net has been trained yet.")
    assert not bench.panel.down.isEnabled()


def test_the_decision_is_taken_apart_first(bench) -> None:
    bench.open_net()
    decision = bench.presenter.decision
    assert bench.panel.message == ""
    assert bench.panel.headline.text().startswith("It says ")
    assert [face.title for face in bench.canvas.faces] == ["picture", *decision.subject.layers]
    assert bench.panel.feeding.apart.feeding.unit == decision.winner
    assert not bench.panel.back.isEnabled()


def test_the_strongest_leads_layer_by_layer_to_a_pixel_and_back_to_the_decision(bench) -> None:
    bench.open_net()
    layers = len(zoo["tiny"].layers)
    bench.click_down(layers)
    assert bench.canvas.way[0].layer is None
    assert "pixel at row" in bench.panel.way_text
    assert not bench.panel.down.isEnabled()
    bench.panel.back.click()
    bench.rest()
    assert bench.canvas.way[-1].layer == "conv1"
    assert bench.canvas.field.layer is None
    bench.panel.home.click()
    bench.rest()
    assert bench.panel.feeding.apart.feeding.unit == bench.presenter.decision.winner


def test_a_click_on_what_fed_the_number_goes_on_and_one_elsewhere_begins_anew(bench) -> None:
    bench.open_net()
    bench.click_down(2)
    column = bench.canvas.column_of("pool2")
    spot = bench.canvas.way[-1]
    assert spot.layer == "pool2"
    for layer, steps in (("relu2", 4), ("conv1", 1)):
        column = bench.canvas.column_of(layer)
        field = bench.canvas.field
        if layer == "relu2":
            won = bench.panel.feeding.apart.links[0]
            there = column.spot_at(
                *column.cell(type(spot)(layer, won.map, won.row, won.column)).center().toTuple()
            )
            assert field.layer == "relu2"
        else:
            there = type(spot)(layer, 2, 10, 10)
        middle = column.cell(there).center().toPoint()
        bench.qtbot.mouseClick(bench.canvas, Qt.MouseButton.LeftButton, pos=QPoint(middle))
        bench.rest()
        assert len(bench.canvas.way) == steps
        assert bench.canvas.way[-1].layer == layer
    assert bench.looked_at.looked.layer == "conv1"
    assert bench.looked_at.looked.number == bench.canvas.way[-1].channel


def test_arrows_walk_over_a_map_and_pages_through_the_maps(bench) -> None:
    bench.open_net()
    bench.looked_at.look_at(Looked(run_id=bench.document.runs[0].id, layer="conv1", number=3))
    bench.rest()
    before = bench.canvas.way[-1]
    assert (before.layer, before.channel) == ("conv1", 3)
    key = Qt.Key.Key_Right if before.column < 21 else Qt.Key.Key_Left
    bench.qtbot.keyClick(bench.canvas, key)
    bench.rest()
    assert abs(bench.canvas.way[-1].column - before.column) == 1
    bench.qtbot.keyClick(bench.canvas, Qt.Key.Key_PageUp)
    bench.rest()
    assert bench.canvas.way[-1].channel == 2
    bench.qtbot.keyClick(bench.canvas, Qt.Key.Key_Backspace)
    bench.rest()
    assert bench.canvas.way[-1].channel == 3


def test_the_number_under_the_mouse_is_told(bench) -> None:
    bench.open_net()
    told = []
    bench.presenter.status_changed.connect(told.append)
    decision = bench.presenter.decision
    spot = bench.canvas.column_of("conv2").spot_at(*bench.canvas.column_of("conv2").box(5).center().toTuple())
    bench.canvas.spot_hovered.emit(spot)
    assert told[-1].startswith(f"conv2, map 5, row {spot.row}, column {spot.column}: ")
    bench.canvas.spot_hovered.emit(
        bench.canvas.column_of(None).spot_at(8.0, bench.canvas.columns[0].area.top() + 1)
    )
    assert told[-1].startswith("pixel at row 0")
    assert decision is not None


def test_the_equation_that_is_written_is_true(bench) -> None:
    bench.open_net()
    apart = bench.panel.feeding.apart
    assert f"of {apart.count} products" in bench.panel.feeding.result_text
    rest = bench.panel.feeding.links
    assert rest.item(rest.count() - 1).text().endswith(f"the other {apart.count - len(apart.links)} products")


def test_a_picture_of_another_size_is_resized_or_cropped_as_one_likes(bench) -> None:
    bench.open_net()
    assert bench.panel.fit.isHidden()
    bench.document.add_picture("large", np.random.default_rng(0).random((3, 60, 90), dtype=np.float32))
    bench.rest()
    assert not bench.panel.fit.isHidden()
    resized = bench.presenter.decision.picture
    bench.panel.fit.setCurrentIndex(1)
    bench.panel.fit.activated.emit(1)
    bench.rest()
    assert not np.array_equal(bench.presenter.decision.picture, resized)


def test_test_pictures_are_chosen_by_number_and_their_answers_are_judged(bench) -> None:
    run = trained(bench)
    bench.rest()
    held = load_held_back(run.request)
    np.testing.assert_array_equal(bench.presenter.decision.picture, held.pictures.images[0])
    assert ": right" in bench.panel.headline.text() or ": wrong, it is" in bench.panel.headline.text()
    bench.panel.number.setValue(4)
    bench.rest()
    np.testing.assert_array_equal(bench.presenter.decision.picture, held.pictures.images[4])


def test_a_net_of_one_class_is_said_to_decide_nothing(bench) -> None:
    spec = zoo["tiny"]
    one = NetSpec("one", spec.input_shape, (*spec.layers[:-1], Linear("fc1", 1)))
    trained(bench, one)
    bench.panel.source.setCurrentIndex(1)
    bench.panel.source.activated.emit(1)
    bench.rest()
    assert bench.panel.headline.text().startswith("This net has one class only")


def test_weights_of_no_known_net_have_a_sentence(bench) -> None:
    bench.document.add_imported_run("odd", {"fc1.weight": np.ones((2, 3), np.float32)})
    bench.rest()
    assert bench.panel.message == (
        "odd came from a file, and its weights are of no net known here, nor filters for pictures: "
        "choose another net."
    )


def test_an_imported_first_layer_is_followed_from_its_strongest_answer_to_the_pixels(bench) -> None:
    bench.document.add_imported_run("odd", {"features.0.weight": np.ones((2, 3, 5, 5), np.float32)})
    bench.rest()
    decision = bench.presenter.decision
    assert bench.panel.headline.text().startswith("No classes, so no decision; its strongest answer: ")
    assert len(bench.canvas.faces) == 1 + len(decision.subject.layers)
    strongest = bench.panel.feeding.apart.feeding
    assert abs(strongest.answer) == pytest.approx(np.abs(decision.layers[strongest.unit.layer]).max())
    bench.click_down(len(decision.subject.layers))
    assert "pixel at row" in bench.panel.way_text
    assert bench.canvas.faces[1].title == "features.0"
    assert "features.0 map" in bench.panel.way_text


def test_a_net_from_a_file_looks_at_the_open_picture_first_and_at_drawn_digits_if_one_likes(bench) -> None:
    bench.open_net()
    np.testing.assert_array_equal(bench.presenter.decision.picture, bench.document.current_picture.pixels)
    bench.panel.source.setCurrentIndex(0)
    bench.panel.source.activated.emit(0)
    bench.rest()
    assert not bench.panel.number.isHidden()
    assert bench.presenter.decision.picture.shape == (1, 28, 28)
    assert "right" not in bench.panel.headline.text()
    assert "wrong" not in bench.panel.headline.text()


def test_drawn_digits_are_resized_for_a_larger_net_from_a_file_or_put_into_its_middle(bench) -> None:
    bench.open_net(zoo["lenet5"], "larger")
    bench.panel.source.setCurrentIndex(0)
    bench.panel.source.activated.emit(0)
    bench.rest()
    resized = bench.presenter.decision.picture
    assert not bench.panel.fit.isHidden()
    bench.panel.fit.setCurrentIndex(1)
    bench.panel.fit.activated.emit(1)
    bench.rest()
    middle = bench.presenter.decision.picture
    assert middle.shape == resized.shape == (1, 32, 32)
    assert middle[0, :2].sum() == middle[0, -2:].sum() == 0
    assert not np.array_equal(middle, resized)


def test_layers_are_gone_through_by_control_and_arrows_and_escape_goes_back(bench) -> None:
    bench.open_net()
    control = Qt.KeyboardModifier.ControlModifier
    for layer in ("flatten", "pool2", "relu2"):
        bench.qtbot.keyClick(bench.canvas, Qt.Key.Key_Left, control)
        bench.rest()
        assert bench.canvas.way[-1].layer == layer
    bench.qtbot.keyClick(bench.canvas, Qt.Key.Key_Right, control)
    bench.rest()
    assert bench.canvas.way[-1].layer == "pool2"
    bench.qtbot.keyClick(bench.canvas, Qt.Key.Key_Escape)
    bench.rest()
    assert bench.canvas.way[-1].layer == "relu2"


def test_weights_that_are_not_finite_have_a_sentence(bench) -> None:
    parameters = {k: v.copy() for k, v in build(zoo["tiny"], np.random.default_rng(1)).parameters.items()}
    run = trained(bench)
    parameters["conv1.weight"][0, 0, 0, 0] = np.nan
    weigh(bench, run, parameters, step=2)
    bench.rest()
    assert "not finite" in bench.panel.message


def test_products_and_pictures_are_written_to_files(bench, tmp_path, monkeypatch) -> None:
    bench.open_net()
    table = tmp_path / "products.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(table), ""))
    bench.panel.numbers_wanted.emit()
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    apart = bench.panel.feeding.apart
    assert len(rows) == apart.count
    assert sum(float(row["product"]) for row in rows) == pytest.approx(apart.total, rel=1e-5)
    # Numbers behind flatten are called as in the window, by their place in the maps they come from.
    place = int(rows[0]["map"]), int(rows[0]["row"]), int(rows[0]["column"])
    assert max(int(row["map"]) for row in rows) == len(apart.maps) - 1
    assert apart.products[place] == pytest.approx(float(rows[0]["product"]))
    for name in ("seen.png", "seen.svg"):
        path = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, path=path: (str(path), ""))
        bench.panel.picture_wanted.emit()
        assert path.stat().st_size > 1000
    assert "planted, noise. It says " in (tmp_path / "seen.svg").read_text(encoding="utf-8")


def test_without_a_decision_there_is_nothing_to_write_and_that_is_said(bench) -> None:
    said = []
    bench.panel.message_raised.connect(said.append)
    bench.panel.picture_wanted.emit()
    bench.panel.numbers_wanted.emit()
    assert said == [
        bench.panel.message,
        "There are no products to write yet: choose a net and a number first.",
    ]


def test_nothing_is_computed_while_nobody_looks(bench) -> None:
    bench.panel.set_seen(False)
    bench.open_net()
    assert bench.presenter.decision is None
    bench.panel.set_seen(True)
    bench.rest()
    assert bench.presenter.decision is not None


def test_a_sample_that_is_gone_is_told_in_the_place_of_the_decision(bench) -> None:
    bench.open_net()
    bench.looked_at.show_sample(None, "The data of run 1 were looked at, and it was deleted meanwhile.")
    bench.rest()
    assert bench.panel.message == "The data of run 1 were looked at, and it was deleted meanwhile."
