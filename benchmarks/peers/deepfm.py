"""DeepFM in PyTorch on the CPU, tuned for speed: the peer of the benchmarks.

A process that measures what it is asked to, one JSON object per line on standard input and one per
line in answer. First of all it says {"torch": VERSION AND BUILD}. Questions:

  {"mode": "train", "features": 1000000, "batch": 4096, "examples": 32768,
   "dtype": "fp32" or "bf16", "sparse": true or false}
      trains on that many examples once, from memory; "sparse" is for the embeddings' gradients
      (SparseAdam, else Adam on the whole table), "bf16" means autocast.
  {"mode": "score", "features": ..., "batch": ..., "examples": ..., "dtype": ...}
      probabilities of that many examples, from memory, in inference mode.
      With "data": FOLDER both read the examples in that folder, the next ones each time: shape.json
      says how many numbers an example has, and the sizes of its categorical fields; examples holds,
      in 4 bytes each, the label, the numbers, and the rows, counted through all fields, -1 where a
      value is missing, which has the embedding 0. A number multiplies its field's embedding.
      With "recipe": {"dim": ..., "batchNorm": true or false, "dropout": ..., "l2": ...,
      "maxNorm": ...} models differ from the plain one: l2 is the embeddings' penalty, maxNorm that
      of all gradients, 0 for any.
      Both are answered by {"examplesPerSecond": RATE}. The first time, the model is made with one
      joined table and with two separate ones, both are warmed up, and the faster is kept, with its
      data, for the next time.
  {"mode": "forget"}
      frees them all; answered by {}.

What cannot be done is answered by {"error": REASON}. The end of the input ends the process.
Else the fields are 39 single-valued ones, rows drawn log-uniformly. D 16, 400-400-400.
"""

import argparse
import gc
import json
import math
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import NamedTuple

import numpy
import torch
from torch import Tensor, nn

FIELDS = 39
DIM = 16
HIDDEN = (400, 400, 400)
WARM_UP_STEPS = 3
TRIALS = 2
# Worker threads of earlier work may spin for a while; the next to be measured should not pay.
REST_SECONDS = 0.25


class Examples(NamedTuple):
    """Rows (N × categorical fields), numbers (N × numeric fields) and labels (N)."""

    rows: Tensor
    numbers: Tensor
    labels: Tensor
    embeddings: int
    padding: int | None  # the row of missing values, if there are any


class Recipe(NamedTuple):
    """How a model is made and trained."""

    dim: int = DIM
    batch_norm: bool = False
    dropout: float = 0
    l2: float = 0
    max_norm: float = 0

    @staticmethod
    def of(question: dict) -> "Recipe":
        names = {"batchNorm": "batch_norm", "maxNorm": "max_norm"}
        given = question.get("recipe", {})
        return Recipe(**{names.get(name, name): value for name, value in given.items()})


class DeepFM(nn.Module):
    """One table for all fields: rows are [v_1 … v_D, w] if joined, else w has a table of its own."""

    def __init__(self, examples: Examples, recipe: Recipe, sparse: bool, joined: bool) -> None:
        super().__init__()
        self.joined = joined
        self.dim = recipe.dim
        size, padding = examples.embeddings, examples.padding
        columns = recipe.dim + 1 if joined else recipe.dim
        self.rows = nn.Embedding(size, columns, padding_idx=padding, sparse=sparse)
        nn.init.normal_(self.rows.weight, std=0.01)
        if padding is not None:
            with torch.no_grad():
                self.rows.weight[padding].zero_()
        if not joined:
            self.first_order = nn.Embedding(size, 1, padding_idx=padding, sparse=sparse)
            nn.init.zeros_(self.first_order.weight)
        numbers = examples.numbers.shape[1]
        self.number_vectors = (
            nn.Parameter(0.01 * torch.randn(numbers, recipe.dim)) if numbers else None
        )
        self.number_weights = nn.Parameter(torch.zeros(numbers)) if numbers else None
        self.bias = nn.Parameter(torch.zeros(1))
        layers: list[nn.Module] = []
        width = (examples.rows.shape[1] + numbers) * recipe.dim
        for hidden in HIDDEN:
            layers.append(nn.Linear(width, hidden))
            if recipe.batch_norm:
                layers.append(nn.BatchNorm1d(hidden))
            layers.append(nn.ReLU(inplace=True))
            if recipe.dropout:
                layers.append(nn.Dropout(recipe.dropout))
            width = hidden
        self.mlp = nn.Sequential(*layers, nn.Linear(width, 1))

    def forward(self, rows: Tensor, numbers: Tensor) -> Tensor:
        """Logits (B) of rows (B × F) and numbers."""
        vectors = self.rows(rows)
        if self.joined:
            first = vectors[:, :, self.dim].sum(1)
            vectors = vectors[:, :, : self.dim]
        else:
            first = self.first_order(rows).sum((1, 2))
        if self.number_vectors is not None:
            first = first + numbers @ self.number_weights
            vectors = torch.cat([numbers.unsqueeze(2) * self.number_vectors, vectors], 1)
        total = vectors.sum(1)
        second = 0.5 * (total.square().sum(1) - vectors.square().sum((1, 2)))
        deep = self.mlp(vectors.flatten(1)).squeeze(1)
        return self.bias + first + second + deep

    def tables(self) -> list[nn.Parameter]:
        return [self.rows.weight] + ([] if self.joined else [self.first_order.weight])

    def dense(self) -> list[nn.Parameter]:
        tables = {id(table) for table in self.tables()}
        return [parameter for parameter in self.parameters() if id(parameter) not in tables]


def examples(question: dict) -> Examples:
    return stored(Path(question["data"])) if "data" in question else uniform(question)


def uniform(question: dict) -> Examples:
    """Fields of equal size, rows log-uniform within each."""
    count, size = question["examples"], question["features"] // FIELDS
    generator = torch.Generator().manual_seed(11)
    uniform = torch.rand((count, FIELDS), generator=generator, dtype=torch.float64)
    labels = (torch.rand(count, generator=generator) < 0.25).float()
    rows = (uniform * math.log(size)).exp().long() + torch.arange(FIELDS) * size
    return Examples(rows, torch.empty(count, 0), labels, size * FIELDS, None)


STORED: dict[Path, Examples] = {}


def stored(folder: Path) -> Examples:
    if folder not in STORED:
        shape = json.loads((folder / "shape.json").read_text())
        numbers, size = shape["numbers"], sum(shape["sizes"])
        table = numpy.fromfile(folder / "examples", dtype="<i4")
        table = table.reshape(-1, 1 + numbers + len(shape["sizes"]))
        floats = torch.from_numpy(table[:, : 1 + numbers].copy().view("<f4"))
        rows = torch.from_numpy(table[:, 1 + numbers :].astype("int64"))
        rows[rows < 0] = size
        STORED[folder] = Examples(
            rows, floats[:, 1:].contiguous(), floats[:, 0].contiguous(), size + 1, size
        )
    return STORED[folder]


class Turns:
    """Batches of the examples, the next ones each time."""

    def __init__(self, data: Examples, batch: int) -> None:
        self.data = data
        self.batch = min(batch, len(data.labels))
        self.at = 0

    def next(self) -> slice:
        if self.at + self.batch > len(self.data.labels):
            self.at = 0
        self.at += self.batch
        return slice(self.at - self.batch, self.at)


def autocast(dtype: str) -> AbstractContextManager[object]:
    return torch.autocast("cpu", dtype=torch.bfloat16) if dtype == "bf16" else nullcontext()


def trainer(question: dict, joined: bool) -> Callable[[int], None]:
    """A function that trains on that many examples."""
    torch.manual_seed(7)
    data = examples(question)
    recipe = Recipe.of(question)
    model = DeepFM(data, recipe, question["sparse"], joined)
    if question["sparse"]:
        optimizers = [
            torch.optim.SparseAdam(model.tables(), lr=1e-3),
            torch.optim.Adam(model.dense(), lr=1e-3, fused=True),
        ]
    else:
        tables = {"params": model.tables(), "weight_decay": recipe.l2}
        optimizers = [torch.optim.Adam([tables, {"params": model.dense()}], lr=1e-3, fused=True)]
    loss = nn.BCEWithLogitsLoss()
    turns = Turns(data, question["batch"])

    def train(count: int) -> None:
        for _ in range(0, count, turns.batch):
            part = turns.next()
            for optimizer in optimizers:
                optimizer.zero_grad(set_to_none=True)
            with autocast(question["dtype"]):
                logits = model(data.rows[part], data.numbers[part])
            loss(logits.float(), data.labels[part]).backward()
            if recipe.max_norm:
                nn.utils.clip_grad_norm_(model.parameters(), recipe.max_norm)
            for optimizer in optimizers:
                optimizer.step()

    return train


def scorer(question: dict, joined: bool) -> Callable[[int], None]:
    """A function that scores that many examples."""
    torch.manual_seed(7)
    data = examples(question)
    model = DeepFM(data, Recipe.of(question), False, joined).eval()
    turns = Turns(data, question["batch"])

    @torch.inference_mode()
    def score(count: int) -> None:
        for _ in range(0, count, turns.batch):
            part = turns.next()
            with autocast(question["dtype"]):
                logits = model(data.rows[part], data.numbers[part])
            torch.sigmoid(logits.float())

    return score


def seconds(run: Callable[[int], None], count: int) -> float:
    begin = time.perf_counter()
    run(count)
    return time.perf_counter() - begin


def fastest(question: dict) -> Callable[[int], None]:
    """The faster of the two layouts of the tables, both warmed up."""
    make = {"train": trainer, "score": scorer}[question["mode"]]
    count = min(question["examples"], WARM_UP_STEPS * question["batch"])
    candidates = [make(question, joined) for joined in (False, True)]
    best = [math.inf] * len(candidates)
    for attempt in range(1 + TRIALS):
        for i, run in enumerate(candidates):
            taken = seconds(run, count)
            if attempt > 0:  # the first is for warming up
                best[i] = min(best[i], taken)
    return candidates[best.index(min(best))]


class Peer:
    """Keeps what has been asked for once."""

    def __init__(self) -> None:
        self.runs: dict[str, Callable[[int], None]] = {}

    def answer(self, question: dict) -> dict:
        if question["mode"] == "forget":
            self.runs.clear()
            gc.collect()
            return {}
        key = json.dumps(question, sort_keys=True)
        if key not in self.runs:
            self.runs[key] = fastest(question)
        taken = seconds(self.runs[key], question["examples"])
        time.sleep(REST_SECONDS)
        return {"examplesPerSecond": question["examples"] / taken}


def version() -> str:
    """Version, instructions and threads on one line."""
    return (
        f"{torch.__version__}, {torch.backends.cpu.get_cpu_capability()}, "
        f"MKL {'on' if torch.backends.mkl.is_available() else 'off'}, "
        f"oneDNN {'on' if torch.backends.mkldnn.is_available() else 'off'}, "
        f"{torch.get_num_threads()} threads"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures a DeepFM in PyTorch.")
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    print(json.dumps({"torch": version()}), flush=True)
    peer = Peer()
    for line in sys.stdin:
        try:
            answer = peer.answer(json.loads(line))
        except (KeyError, ValueError, RuntimeError, MemoryError) as failure:
            answer = {"error": f"{type(failure).__name__}: {failure}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
