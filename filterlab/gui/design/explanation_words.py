"""What is written below a number that is taken apart: its products, their sum, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from filterlab.figures import MAX_TERMS, MINUS, short_number, terms_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.probes import Explanation, Stages

LETTERS = "RGB"


def _tr(text: str) -> str:
    return QCoreApplication.translate("explanation_words", text)


def products_in_words(explanation: Explanation, channel: int | None) -> str:
    """Say which products there are and how they add up, as rich text.

    Parameters
    ----------
    explanation : Explanation
        The number, taken apart.
    channel : int or None
        The channel whose products are looked at; None for all of them together.
    """
    products = explanation.products
    if not explanation.weights.any():
        return _tr("The filter is empty: draw in the kernel, and it answers.")
    if len(products) == 1:
        return _added(products[products != 0].tolist(), explanation.sum)
    sums = [float(part.sum()) for part in products]
    parts = ", ".join(f"{letter} {short_number(part)}" for letter, part in zip(LETTERS, sums, strict=True))
    whole = _tr("Sum by channel: {parts}; together {total}").format(
        parts=parts, total=f"<b>{short_number(explanation.sum, 6)}</b>"
    )
    if channel is None:
        return whole
    own = products[channel]
    return f"{LETTERS[channel]}: {_added(own[own != 0].tolist(), sums[channel])}<br>{whole}"


def _added(terms: Sequence[float], total: float) -> str:
    if not terms:
        return _tr("Every product is 0: nothing of the picture lies under the filter's non-zero cells.")
    if len(terms) <= MAX_TERMS:
        return _tr("{terms} = <b>{total}</b>").format(
            terms=terms_in_words(terms), total=short_number(total, 6)
        )
    gains, losses = [term for term in terms if term > 0], [-term for term in terms if term < 0]
    return _tr(
        "{count} products that are not 0: {positive} of them add {gain}, {negative} take {loss} away"
    ).format(
        count=len(terms),
        positive=len(gains),
        gain=short_number(sum(gains), 6),
        negative=len(losses),
        loss=short_number(sum(losses), 6),
    )


def result_in_words(explanation: Explanation, stages: Stages) -> str:
    """Say what becomes of the sum, and how much of the best possible it is, as rich text."""
    value = f"<b>{short_number(explanation.value, 6)}</b>"
    parts = [
        _tr("sum {value}").format(value=f"<b>{short_number(explanation.sum, 6)}</b>"),
        _tr("bias {value}").format(value=short_number(explanation.bias, 6)),
    ]
    if stages.activation != "none":
        name = {"relu": "ReLU", "leaky_relu": "leaky ReLU"}.get(stages.activation, stages.activation)
        parts.append(f"{name} <b>{short_number(explanation.activated, 6)}</b>")
    if stages.pool == "max":
        text = _tr("largest of its {size} × {size} block: {value}")
        parts.append(text.format(size=stages.pool_size, value=value))
    elif stages.pool == "average":
        text = _tr("average of its {size} × {size} block: {value} (shown: its largest)")
        parts.append(text.format(size=stages.pool_size, value=value))
    if explanation.share is not None:
        parts.append(
            _tr("{share} % of the best possible {best}").format(
                share=f"{100 * explanation.share:.1f}".replace("-", MINUS),
                best=short_number(explanation.best_possible, 6),
            )
        )
    return " &nbsp;·&nbsp; ".join(parts)
