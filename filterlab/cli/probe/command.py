"""``filterlab probe``: chooses the question."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from filterlab.cli.output import Voice
from filterlab.cli.probe.attribution import probe_attribution
from filterlab.cli.probe.feeding import probe_feeding
from filterlab.cli.probe.options import AttributionOptions, PatchOptions, PictureOptions, ProbeOptions
from filterlab.cli.probe.questions import (
    probe_field,
    probe_maximum,
    probe_noise,
    probe_patches,
    probe_tuning,
)
from filterlab.errors import FilterLabError
from filterlab.probes.maximisation import ClimbSettings
from filterlab.probes.units import PictureTooLargeError

WHATS = ("patches", "tuning", "noise", "field", "feeding", "attribution", "maximise")


@dataclass(frozen=True, slots=True)
class Settings:
    """The options that belong to one question each."""

    patches: PatchOptions
    attribution: AttributionOptions
    picture: PictureOptions
    climb: ClimbSettings


def answer(
    what: str, options: ProbeOptions, settings: Settings, outputs: Sequence[Path], voice: Voice
) -> None:
    """Ask one question, say what came out and write the outputs.

    Raises
    ------
    FilterLabError
        If the question is not known, or as it says itself.
    StoppedError
        After Ctrl-C; nothing is written.
    """
    try:
        _ask(what, options, settings, outputs, voice)
    except PictureTooLargeError as error:
        raise FilterLabError(f"{str(error).removesuffix('.')} (--fit resize, or --fit crop).") from error


def _ask(what: str, options: ProbeOptions, settings: Settings, outputs: Sequence[Path], voice: Voice) -> None:
    match what:
        case "patches":
            probe_patches(options, settings.patches, outputs, voice)
        case "tuning":
            probe_tuning(options, outputs, voice)
        case "noise":
            probe_noise(options, outputs, voice)
        case "field":
            probe_field(options, outputs, voice)
        case "feeding":
            probe_feeding(options, settings.picture, outputs, voice)
        case "attribution":
            probe_attribution(options, settings.attribution, settings.picture, outputs, voice)
        case "maximise":
            probe_maximum(options, settings.climb, settings.picture, outputs, voice)
        case _:
            raise FilterLabError(f'--what is "{what}": choose one of {", ".join(WHATS)}.')
