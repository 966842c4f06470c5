"""Patch × filter = products for one of the maps that a filter looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.matrix_view import MatrixView

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from filterlab.figures import Kind, Limits


class Products(Protocol):
    """A sum of products, as far as it can be drawn."""

    @property
    def patch(self) -> NDArray[np.floating[Any]]:
        """(C, H, W): what stands under the filter, 0 where it hangs over the edge."""

    @property
    def weights(self) -> NDArray[np.floating[Any]]:
        """(C, H, W): the filter."""

    @property
    def products(self) -> NDArray[np.floating[Any]]:
        """(C, H, W): patch times weights."""

    @property
    def is_padding(self) -> NDArray[np.bool_]:
        """(H, W): which cells hang over the edge."""


class ProductView(QWidget):
    """Draw three arrays of one size beside each other. The setter never emits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        kinds: tuple[Kind, ...] = ("grey", "signed", "activation")
        self._patches = {kind: MatrixView(kind) for kind in kinds}
        self.weights, self.products = MatrixView("signed"), MatrixView("signed")
        self._captions = [dressed(ElidedLabel(""), "muted") for _ in range(3)]
        patch = QVBoxLayout()
        patch.setContentsMargins(0, 0, 0, 0)
        for matrix in self._patches.values():
            patch.addWidget(matrix)
        holder = QWidget()
        holder.setLayout(patch)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        views: tuple[tuple[QWidget, str], ...] = ((holder, "×"), (self.weights, "="), (self.products, ""))
        for caption, (view, sign) in zip(self._captions, views, strict=True):
            caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(caption)
            column.addWidget(view, 1)
            layout.addLayout(column, 1)
            if sign:
                layout.addWidget(dressed(QLabel(sign), "title"))

    def show_map(
        self, number: Products, index: int, name: str, kind: Kind, limits: Limits, *, factor: str = ""
    ) -> None:
        """Show the products for one map.

        Parameters
        ----------
        number : Products
            The number, taken apart.
        index : int
            Which of the maps the filter looks at.
        name : str
            What that is called.
        kind, limits
            The map's colours, and what their ends stand for.
        factor : str
            What stands in the middle, if it is not a filter's sheet.
        """
        for each, matrix in self._patches.items():
            matrix.setVisible(each == kind)
        self._patches[kind].set_values(number.patch[index], limits=limits, hatched=number.is_padding)
        # All sheets and all products of a filter share their colours, so that maps can be compared.
        largest = abs(number.weights).max() or 1.0
        strongest = abs(number.products).max() or 1.0
        self.weights.set_values(number.weights[index], limits=(-largest, largest))
        self.products.set_values(number.products[index], limits=(-strongest, strongest))
        texts = (name, factor or self.tr("filter's sheet for it"), self.tr("products"))
        for caption, text in zip(self._captions, texts, strict=True):
            caption.setText(text)
