"""How a chain stands in a file. Imported only when a file is read: pydantic takes a while."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, FailFast, Field

from filterlab.probes.stages import Activation, Pool

Pair = tuple[int, int]

# The first mistake is told; a list of millions would be one sentence long and a gigabyte large.
_Row = Annotated[list[float], FailFast()]
_Sheet = Annotated[list[_Row], FailFast()]
_Sheets = Annotated[list[_Sheet], FailFast()]


class PlainFilter(BaseModel):
    """One filter: its name, its bias, and its weights as nested lists (C, KH, KW)."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    name: str
    bias: float = 0.0
    weights: _Sheets


class PlainStage(BaseModel):
    """One stage: its filters and its settings; those left out have their usual values."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    filters: Annotated[list[PlainFilter], FailFast()] = Field(min_length=1)
    stride: Pair = (1, 1)
    padding: Pair | Literal["same", "valid"] = (0, 0)
    dilation: Pair = (1, 1)
    flip: bool = False
    activation: Activation = "none"
    pool: Pool = "none"
    pool_size: int = 2
    pool_stride: int | None = None


class PlainChain(BaseModel):
    """The whole file."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    filterlab_chain: Literal[1]
    stages: Annotated[list[PlainStage], FailFast()] = Field(min_length=1)
