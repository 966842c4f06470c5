"""How a chain stands in a file. Imported only when a file is read: pydantic takes a while."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from filterlab.probes.stages import Activation, Pool

Pair = tuple[int, int]


class PlainFilter(BaseModel):
    """One filter: its name, its bias, and its weights as nested lists (C, KH, KW)."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    name: str
    bias: float = 0.0
    weights: list[list[list[float]]]


class PlainStage(BaseModel):
    """One stage: its filters and its settings; those left out have their usual values."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    filters: list[PlainFilter] = Field(min_length=1)
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
    stages: list[PlainStage] = Field(min_length=1)
