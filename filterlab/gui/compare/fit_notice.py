"""One sentence about a picture that does not suit a whole bank, with buttons that make it fit."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class FitNotice(QWidget):
    """Say what is wrong with the picture, and offer what helps; out of sight while nothing is. Setters never emit.

    Signals
    -------
    fit_wanted(str)
        The picture shall be made to fit the net: "resize" or "crop".
    """

    fit_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start out of sight."""
        super().__init__(parent)
        self._sentence = QLabel("", wordWrap=True)
        self.resize_offer = QPushButton(self.tr("Resize it"))
        self.crop_offer = QPushButton(self.tr("Take its middle"))
        self.resize_offer.clicked.connect(self._on_resize_offer_clicked)
        self.crop_offer.clicked.connect(self._on_crop_offer_clicked)
        offers = QHBoxLayout()
        for button in (self.resize_offer, self.crop_offer):
            offers.addWidget(button)
        offers.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._sentence)
        layout.addLayout(offers)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is said; empty while there is nothing to say."""
        return self._sentence.text()

    def say(self, sentence: str, *, can_fit: bool = False) -> None:
        """Say a sentence, with the offers where they help; an empty one takes the notice away."""
        self._sentence.setText(sentence)
        for button in (self.resize_offer, self.crop_offer):
            button.setVisible(can_fit)
        self.setVisible(bool(sentence))

    def _on_resize_offer_clicked(self) -> None:
        self.fit_wanted.emit("resize")

    def _on_crop_offer_clicked(self) -> None:
        self.fit_wanted.emit("crop")
