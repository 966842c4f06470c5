"""The states in which the window is rendered, each as the steps that lead a user there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from filterlab.data import presets, samples
from filterlab.gui.commands import SetWeights
from filterlab.gui.compare.decision.chain_layout import Spot
from filterlab.gui.compare.decision.panel import DecisionPanel
from filterlab.gui.compare.surgery.panel import SurgeryPanel
from filterlab.gui.compare.top_bar import A_SAMPLE
from filterlab.gui.compare.units.attribution_panel import AttributionPanel
from filterlab.gui.design.examples_panel import ExamplesPanel
from filterlab.gui.design.pad_panel import PadPanel
from filterlab.gui.design.reading import STRONGEST
from filterlab.gui.opening import open_sample
from filterlab.gui.train.try_panel import TryPanel
from filterlab.nets import build, zoo
from filterlab.probes import Stages
from filterlab.probes.experiments import FIRST_LAYER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from filterlab.gui.main_window import MainWindow

    Step = Callable[[MainWindow], object]

WorkspaceName = Literal["design", "circuit", "train", "compare"]
# What a workspace is shown in when no other state is asked for.
FIRST = "example"
SEED = 0
# So many steps of a run make curves that tell something.
STEPS_SEEN = 120
# Side of the curve detector, and of the part of the picture whose pixels have room for their numbers.
FIELD, PIXELS_SEEN = 7, 7
# So few seeds take seconds, and have a spread.
SEEDS_TRIED = 2
# The way of a pen, as (x, y) on a pad of 28 × 28.
SEVEN = ((7.0, 7.0), (20.0, 7.0), (16.0, 14.0), (12.0, 22.0))


class State(NamedTuple):
    """One state of a workspace.

    Attributes
    ----------
    steps : tuple of callables
        What is done to the window, one after the other; it comes to rest in between.
    is_reached : callable or None
        Says of the window that it looks as it shall; None: as soon as it has come to rest.
    trains : bool
        Whether a net is trained on the way, which takes seconds.
    """

    steps: tuple[Step, ...]
    is_reached: Callable[[MainWindow], bool] | None = None
    trains: bool = False


def _stand_on_the_back(window: MainWindow) -> None:
    window.design.show_example()


def _empty_the_bank(window: MainWindow) -> None:
    for item in list(window.document.filters):
        window.document.remove_filter(item.id)


def _look_at_a_tiny_picture(window: MainWindow) -> None:
    """Look at 5 × 5 pixels, on which a filter of 7 × 7 does not fit."""
    window.document.add_picture("Five by five", np.eye(5, dtype=np.float32)[np.newaxis])


def _paste_ragged_rows(window: MainWindow) -> None:
    window.attempt(lambda: window.design.paste_text("1 2 3\n4 5\n6 7 8"))


def _look_at_the_landscape(window: MainWindow) -> None:
    open_sample(window.document, samples["landscape"])


def _weigh_colours(window: MainWindow) -> None:
    """Give red, green and blue different weights."""
    edge = presets["sobel-x"].weights[0]
    item = window.document.make_filter("Red against blue", np.stack([edge, 0 * edge, -edge]))
    window.document.insert_filter(item)
    window.document.select_filter(item.id)


def _come_close(window: MainWindow) -> None:
    """Zoom in on the mouse's back until pixels have numbers."""
    view = window.design.picture_view
    row, column = samples["mouse"].marks["back"]
    field = QRectF(0, 0, PIXELS_SEEN, PIXELS_SEEN)
    field.moveCenter(QPointF(column + FIELD / 2, row + FIELD / 2))
    view.view_box.setRange(field, padding=0)
    # The response follows the user's own zoom alone.
    view.zoom_by(1)


def _rectify_and_pool(window: MainWindow) -> None:
    window.document.set_stages(Stages(bias=-2000.0, activation="relu", pool="max", pool_size=2))


def _go_to_the_strongest(window: MainWindow) -> None:
    window.design.presenter.reading.go_to(STRONGEST)


def _stride_over_pixels(window: MainWindow) -> None:
    """Leave rows and columns over."""
    window.document.set_stages(Stages(stride=(4, 4)))


def _mark_examples(window: MainWindow) -> None:
    """Mark two places as what is meant and one as what is not."""
    panel = next(tool for tool in window.design.desk.tools if isinstance(tool, ExamplesPanel))
    for button, place in (
        (panel.this_button, samples["mouse"].marks["back"]),
        (panel.this_button, (53, 150)),
        (panel.not_this_button, (120, 60)),
    ):
        window.design.presenter.reading.pin(*place)
        button.click()


def _change_the_filter(window: MainWindow) -> None:
    """Take three steps that can be undone, and one of them back."""
    document, item = window.document, window.document.filters[0]
    for title, weights in (
        ("Negate", -item.weights),
        ("Transpose", item.weights.transpose(0, 2, 1)),
        ("Clear", 0 * item.weights),
    ):
        window.undo_stack.push(SetWeights(document, item.id, weights, title))
    window.undo_stack.undo()


def _ask_of_a_pixel(window: MainWindow) -> None:
    window.design.picture_view.cell_picked.emit(45, 90)


def _draw_a_seven(window: MainWindow) -> None:
    """Make a pad of 28 × 28 and draw on it with the pen."""
    panel = next(tool for tool in window.design.desk.tools if isinstance(tool, PadPanel))
    panel.new_pad.pad_wanted.emit(28, 28, 0.0)
    (x, y), *way = SEVEN
    panel.hand.press(x, y)
    for x, y in way:
        panel.hand.drag(x, y)
    panel.hand.release(x, y)


def _draw_for_the_net(window: MainWindow) -> None:
    """Draw a seven for the net of the newest run."""
    panel = next(tool for tool in window.train.desk.tools if isinstance(tool, TryPanel))
    (x, y), *way = SEVEN
    panel.hand.press(x, y)
    for x, y in way:
        panel.hand.drag(x, y)
    panel.hand.release(x, y)


def _open_the_samples(window: MainWindow) -> None:
    window.background.browser.show_folder(samples["mouse"].path.parent)


def _wire_corners(window: MainWindow) -> None:
    window.show_example("circuit")


def _silence_the_best(window: MainWindow) -> None:
    """Silence the most important filter of the newest net."""
    panel = next(tool for tool in window.compare.desk.tools if isinstance(tool, SurgeryPanel))
    panel.filters.row_chosen.emit(0)
    panel.silence.click()


def _rank_filters(window: MainWindow) -> None:
    panel = next(tool for tool in window.compare.desk.tools if isinstance(tool, SurgeryPanel))
    panel.rank.click()


def _train(window: MainWindow) -> None:
    window.train.show_example()


def _change_pictures(window: MainWindow) -> None:
    """Look at one class, its pictures turned and bent."""
    window.train.desk.show_tool("data")
    panel = window.train.data
    panel.classes.setCurrentCell(4, 0)
    panel.augmentation.sliders["rotate"].slider.setValue(90)
    panel.augmentation.sliders["elastic"].slider.setValue(60)


def _put_filters_first(window: MainWindow) -> None:
    """Let LeNet-5 begin with the filters of the bank, which stay as they are."""
    window.train.desk.show_tool("net")
    window.train.setup.net.begin_with("lenet5")
    window.train.net.table.setCurrentCell(1, 0)
    window.train.net.first.own_frozen.click()


def _forget_to_flatten(window: MainWindow) -> None:
    """Leave out the layer without which the last one does not fit."""
    window.train.desk.show_tool("net")
    window.train.net.table.setCurrentCell(7, 0)
    window.train.net.remove.click()


def _look_for_a_rate(window: MainWindow) -> None:
    window.train.desk.show_tool("settings")
    window.train.settings.rates.search.click()


def _look_at_experiments(window: MainWindow) -> None:
    window.train.desk.show_tool("experiments")


def _try_an_experiment(window: MainWindow) -> None:
    """Let the first of the course's experiments find something out."""
    window.train.experiments.start(SEEDS_TRIED)


def _start_the_controls(window: MainWindow) -> None:
    """Set nets with hand-made and with random first layers beside the run."""
    window.train.experiments.choose(FIRST_LAYER)
    window.train.experiments.start(SEEDS_TRIED)


def _ask_of_a_deep_unit(window: MainWindow) -> None:
    """Ask what a unit of the second convolution sees."""
    followed = window.compare.panels.units.followed
    followed.follow(followed.key, "conv2", 3)


def _ask_of_a_class(window: MainWindow) -> None:
    """Ask for what the net takes for a three."""
    followed = window.compare.panels.units.followed
    followed.follow(followed.key, "fc1", 3)


def _check_an_attribution(window: MainWindow) -> None:
    """Explain a decision by integrated gradients while the net forgets."""
    panel = next(tool for tool in window.compare.desk.tools if isinstance(tool, AttributionPanel))
    panel.methods.setCurrentIndex(panel.methods.findData("integrated"))
    panel.check.click()


def _open_weights(window: MainWindow) -> None:
    """Open weights as from a file: a net that has learned nothing yet."""
    net = build(zoo["tiny"], np.random.default_rng(SEED))
    window.document.add_imported_run("untrained", net.parameters)


def _look_at_a_sample(window: MainWindow) -> None:
    """Show a picture the net was tested with to the filters of both its layers."""
    compare = window.compare
    compare.top.picture_chosen.emit(A_SAMPLE)
    first, second = compare.columns.columns
    first.source_chosen.emit(window.document.runs[-1].id)
    second.layer_chosen.emit("conv2")


def _follow_to_a_filter(window: MainWindow) -> None:
    """Look at what fed a number of the second layer."""
    panel = next(tool for tool in window.compare.desk.tools if isinstance(tool, DecisionPanel))
    panel.chain.canvas.spot_chosen.emit(Spot("conv2", 11, 3, 3))


def _has_learned_a_little(window: MainWindow) -> bool:
    runs = window.document.runs
    return bool(runs) and len(runs[-1].steps) >= STEPS_SEEN


STATES: Mapping[WorkspaceName, Mapping[str, State]] = {
    "design": {
        FIRST: State((_stand_on_the_back,)),
        "close": State((_stand_on_the_back, _come_close)),
        "colour": State((_weigh_colours, _look_at_the_landscape, _go_to_the_strongest)),
        "pooled": State((_stand_on_the_back, _rectify_and_pool, _go_to_the_strongest)),
        "empty-bank": State((_empty_the_bank,)),
        "too-large": State((_look_at_a_tiny_picture,)),
        "message": State((_stand_on_the_back, _paste_ragged_rows)),
    },
    "circuit": {FIRST: State((_wire_corners,)), "empty": State(())},
    "train": {
        FIRST: State((_train,), trains=True),
        "before": State(()),
        "while": State((_train,), _has_learned_a_little, trains=True),
        "data": State((_change_pictures,)),
        "net": State((_put_filters_first,)),
        "misfit": State((_forget_to_flatten,)),
        "rate": State((_look_for_a_rate,), trains=True),
        "experiments": State((_look_at_experiments,)),
    },
    "compare": {
        FIRST: State((_train,), trains=True),
        "empty": State(()),
        "opened": State((_open_weights,)),
        "sample": State((_train, _look_at_a_sample), trains=True),
    },
}
"""The states of each workspace by name; the first one of each is shown when none is asked for."""

PANELS: dict[str, tuple[Step, ...]] = {
    "size": (_stride_over_pixels,),
    "formula": (),
    "peaks": (),
    "fool": (),
    "slide": (),
    "xray": (),
    "examples": (_mark_examples,),
    "seen-by": (_ask_of_a_pixel,),
    "picture": (),
    "pad": (_draw_a_seven,),
    "folder": (_open_the_samples,),
    "camera": (),
    "history": (_change_the_filter,),
}
"""The panels of Design by key, with what is done so that they have something to say."""

TRAIN_PANELS: dict[str, tuple[Step, ...]] = {
    "data": (),
    "net": (),
    "settings": (),
    "filters": (),
    "classes": (),
    "layers": (),
    "time": (),
    "runs": (),
    "try": (_draw_for_the_net,),
    "experiments": (_try_an_experiment,),
}
"""The panels of Train, in the same way."""

COMPARE_PANELS: dict[str, tuple[Step, ...]] = {
    "matching": (),
    "surgery": (_rank_filters, _silence_the_best),
    "patches": (_ask_of_a_deep_unit,),
    "tuning": (),
    "noise": (),
    "field": (_ask_of_a_deep_unit,),
    "attribution": (_check_an_attribution,),
    "climb": (_ask_of_a_class,),
    "decision": (_follow_to_a_filter,),
    "thaw": (_start_the_controls,),
}
"""The panels of Compare, in the same way."""
