"""What the bench of Hubel and Wiesel has found out, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from filterlab.figures import short_number

if TYPE_CHECKING:
    from filterlab.probes.bench import CurvatureMap, TuningCurve, TuningReport


class TuningWords(QObject):
    """Turn curves into sentences; a QObject for its ``tr``."""

    def summary(self, report: TuningReport) -> str:
        """Say whether it is a simple or a complex cell, and what it likes best."""
        words = (
            self.tr(
                "simple cell, it follows the stripes as they pass: F1/F0 {ratio} is above 1 (linear: 1.57)"
            )
            if report.is_simple
            else self.tr("complex cell, it hardly cares where the stripes lie: F1/F0 {ratio} is not above 1")
        )
        screen = self.tr("screen of {side} pixels; answer to the empty screen {baseline}")
        return "; ".join(
            (
                words.format(ratio=f"{report.modulation_ratio:.2f}"),
                screen.format(side=report.side, baseline=short_number(report.baseline, 3)),
            )
        )

    def grating(self, report: TuningReport) -> str:
        """Describe the best grating."""
        best = report.grating
        angle = self.tr("direction –") if report.angle is None else f"{report.angle:.1f}°"
        return self.tr("{angle}, {frequency} stripes per pixel, phase {phase}°").format(
            angle=angle, frequency=short_number(best.frequency, 3), phase=f"{best.phase:.0f}"
        )

    def arcs(self, arcs: CurvatureMap) -> str:
        """Say which arc is best."""
        if arcs.preferred is None:
            return self.tr("No answer above 0.")
        radius, angle = arcs.preferred
        return self.tr("preferred: radius {radius} pixels, direction {angle}").format(
            radius=short_number(radius, 3), angle="–" if angle is None else f"{angle:.0f}°"
        )

    def curve(self, curve: TuningCurve) -> str:
        """Say what a curve tells: what is preferred, how broadly, how selectively."""
        if not curve.is_answered:
            return self.tr("No answer above 0.")
        unit = self._unit(curve.parameter)
        words = [
            self.tr("preferred –")
            if curve.preferred is None
            else self.tr("preferred {value} {unit}").format(value=short_number(curve.preferred, 3), unit=unit)
        ]
        if curve.bandwidth is None:
            words.append(self.tr("no half height on both sides"))
        else:
            words.append(
                self.tr("width at half height {width} {unit}").format(
                    width=short_number(curve.bandwidth, 3),
                    unit=self.tr("octaves") if curve.is_logarithmic else unit,
                )
            )
        if curve.selectivity is not None:
            words.append(self.tr("selectivity {value}").format(value=f"{curve.selectivity:.2f}"))
        return ", ".join(words)

    def _unit(self, parameter: str) -> str:
        if parameter in ("angle", "phase"):
            return self.tr("degrees")
        return self.tr("stripes per pixel") if parameter == "frequency" else self.tr("pixels")
