"""A plain DeepFM in PyTorch, trained on rows that our pipeline has encoded: the peer of the case parity.

One JSON object per line on standard input, one per line in answer. First of all it says
{"torch": VERSION}. A question names a folder of encoded rows and the hyper-parameters by the names
that DeepFMClassifier gives them; "optimizer" is "dense", Adam over whole tables, or "sparse",
SparseAdam. The answer has one entry per epoch, the best epoch by validationMetric, and what the
model of that epoch reaches on the test rows:

  {"epochs": [{"loss": …, "validationAuc": …, "validationLogLoss": …, "seconds": …}, …],
   "bestEpoch": 3, "testAuc": …, "testLogLoss": …}

What cannot be done is answered by {"error": REASON}. The end of the input ends the process.

A folder has shape.json, {"embeddings": rows of all tables, "fieldOfSlot": [0, 1, 1, …]}, and for
each of train, validation and test three files of little-endian numbers: labels (n, float32), rows
(n × slots, int32) and values (n × slots, float32; 0 where a slot is empty). Every epoch is a full
shuffle, and nothing here is shared with the program that it is compared with.
"""

import argparse
import copy
import json
import math
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # other work may need the cores

import torch  # noqa: E402
from torch import Tensor, nn  # noqa: E402

SCORING_BATCH = 16384


class Rows:
    """Encoded examples in memory."""

    def __init__(self, folder: Path, slots: int) -> None:
        self.labels = read(folder / "labels", torch.float32)
        self.rows = read(folder / "rows", torch.int32).view(-1, slots)
        values = read(folder / "values", torch.float32).view(-1, slots)
        self.values = None if bool((values == 1).all()) else values

    def __len__(self) -> int:
        return len(self.labels)

    def batch(self, chosen: Tensor | slice) -> tuple[Tensor, Tensor | None]:
        return self.rows[chosen].long(), None if self.values is None else self.values[chosen]


def read(file: Path, dtype: torch.dtype) -> Tensor:
    return torch.frombuffer(bytearray(file.read_bytes()), dtype=dtype)


class DeepFM(nn.Module):
    """bias + Σ w x + ½ (‖Σ x v‖² − Σ ‖x v‖²) + MLP of the fields' vectors (Guo et al. 2017)."""

    def __init__(self, shape: dict, question: dict, sparse: bool) -> None:
        super().__init__()
        self.vectors = nn.Embedding(shape["embeddings"], question["embeddingDim"], sparse=sparse)
        self.weights = nn.Embedding(shape["embeddings"], 1, sparse=sparse)
        draw(self.vectors.weight, question)
        if question["firstOrderInitializer"] == "zero":
            nn.init.zeros_(self.weights.weight)
        else:
            draw(self.weights.weight, question)
        self.bias = nn.Parameter(torch.zeros(1))
        slots = shape["fieldOfSlot"]
        self.fields = 1 + max(slots)
        pooling = torch.zeros(self.fields, len(slots))
        pooling[torch.tensor(slots), torch.arange(len(slots))] = 1
        self.register_buffer("pooling", None if len(slots) == self.fields else pooling)
        layers: list[nn.Module] = []
        width = self.fields * question["embeddingDim"]
        for hidden in question["hiddenUnits"]:
            layers.append(linear(width, hidden, question))
            if question["batchNorm"]:
                layers.append(nn.BatchNorm1d(hidden))
            layers += [nn.ReLU(), nn.Dropout(question["dropoutRate"])]
            width = hidden
        self.mlp = nn.Sequential(*layers, linear(width, 1, question))

    def forward(self, rows: Tensor, values: Tensor | None) -> Tensor:
        """Logits (n) of rows (n × slots) with values (n × slots), or with ones."""
        vectors = self.vectors(rows)
        weights = self.weights(rows).squeeze(2)
        if values is not None:
            vectors = vectors * values.unsqueeze(2)
            weights = weights * values
        second = 0.5 * (vectors.sum(1).square().sum(1) - vectors.square().sum((1, 2)))
        pooled = vectors if self.pooling is None else self.pooling @ vectors
        deep = self.mlp(pooled.flatten(1)).squeeze(1)
        return self.bias + weights.sum(1) + second + deep

    def tables(self) -> list[nn.Parameter]:
        return [self.vectors.weight, self.weights.weight]

    def dense(self) -> list[nn.Parameter]:
        return [self.bias, *self.mlp.parameters()]


def draw(table: Tensor, question: dict) -> None:
    scale = question["embeddingInitScale"]
    if question["embeddingInitializer"] == "uniform":
        nn.init.uniform_(table, -scale, scale)
    else:
        nn.init.normal_(table, std=scale)


def linear(inputs: int, outputs: int, question: dict) -> nn.Linear:
    layer = nn.Linear(inputs, outputs)
    uniform = question["mlpInitializer"] == "glorotUniform"
    (nn.init.xavier_uniform_ if uniform else nn.init.xavier_normal_)(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


def optimizers(model: DeepFM, question: dict) -> list[torch.optim.Optimizer]:
    """Weight decay adds λ·θ to every gradient: the penalty (λ/2)·‖θ‖² of each step's loss."""
    rate = question["learningRate"]
    if question["optimizer"] == "sparse":
        if question["l2"] != 0:
            raise ValueError("SparseAdam has no penalty on whole tables; use optimizer dense.")
        return [
            torch.optim.SparseAdam(model.tables(), lr=rate),
            torch.optim.Adam(model.dense(), lr=rate),
        ]
    tables = {"params": model.tables(), "weight_decay": question["l2"]}
    return [torch.optim.Adam([tables, {"params": model.dense()}], lr=rate)]


def train_epoch(
    model: DeepFM, rows: Rows, steppers: list[torch.optim.Optimizer], question: dict
) -> float:
    """Mean loss over the examples of an epoch."""
    model.train()
    total = 0.0
    order = torch.randperm(len(rows))
    for chosen in order.split(question["batchSize"]):
        for stepper in steppers:
            stepper.zero_grad()
        logits = model(*rows.batch(chosen))
        loss = nn.functional.binary_cross_entropy_with_logits(logits, rows.labels[chosen])
        loss.backward()
        if question["maxGradientNorm"] > 0:
            nn.utils.clip_grad_norm_(model.parameters(), question["maxGradientNorm"])
        for stepper in steppers:
            stepper.step()
        total += loss.item() * len(chosen)
    return total / len(rows)


@torch.inference_mode()
def scores(model: DeepFM, rows: Rows) -> tuple[float, float]:
    """AUC and log loss."""
    model.eval()
    starts = range(0, len(rows), SCORING_BATCH)
    logits = torch.cat([model(*rows.batch(slice(at, at + SCORING_BATCH))) for at in starts])
    loss = nn.functional.binary_cross_entropy_with_logits(logits, rows.labels)
    return auc(logits, rows.labels), loss.item()


def auc(logits: Tensor, labels: Tensor) -> float:
    """Mann and Whitney's statistic; equal scores have the mean of their ranks."""
    _, group, counts = logits.unique(return_inverse=True, return_counts=True)
    last = counts.cumsum(0).double()
    ranks = (last - (counts - 1) / 2)[group]
    positive = labels.double()
    p = positive.sum()
    n = len(labels) - p
    return (((ranks * positive).sum() - p * (p + 1) / 2) / (p * n)).item()


def train(question: dict) -> dict:
    torch.manual_seed(question["seed"])
    folder = Path(question["data"])
    shape = json.loads((folder / "shape.json").read_text())
    slots = len(shape["fieldOfSlot"])
    training, validation, test = (
        Rows(folder / split, slots) for split in ("train", "validation", "test")
    )
    model = DeepFM(shape, question, question["optimizer"] == "sparse")
    steppers = optimizers(model, question)
    best, best_score, best_epoch, worse, epochs = None, -math.inf, 0, 0, []
    for epoch in range(1, question["numEpochs"] + 1):
        begin = time.perf_counter()
        loss = train_epoch(model, training, steppers, question)
        seconds = time.perf_counter() - begin
        valid_auc, valid_loss = scores(model, validation)
        epochs.append(
            {
                "loss": loss,
                "validationAuc": valid_auc,
                "validationLogLoss": valid_loss,
                "seconds": seconds,
            }
        )
        score = {
            "auc": valid_auc,
            "logLoss": -valid_loss,
            "aucMinusLogLoss": valid_auc - valid_loss,
        }[question["validationMetric"]]
        if score > best_score:
            best, best_score, best_epoch = copy.deepcopy(model.state_dict()), score, epoch
            worse = 0
            continue
        worse += 1
        for stepper in steppers:
            for group in stepper.param_groups:
                group["lr"] *= question["plateauFactor"]
        if worse >= question["earlyStoppingPatience"] > 0:
            break
    model.load_state_dict(best)
    test_auc, test_loss = scores(model, test)
    return {
        "epochs": epochs,
        "bestEpoch": best_epoch,
        "testAuc": test_auc,
        "testLogLoss": test_loss,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains a plain DeepFM in PyTorch.")
    parser.add_argument("--threads", type=int, required=True)
    torch.set_num_threads(parser.parse_args().threads)
    print(json.dumps({"torch": torch.__version__}), flush=True)
    for line in sys.stdin:
        try:
            answer = train(json.loads(line))
        except (KeyError, ValueError, RuntimeError, OSError, MemoryError) as failure:
            answer = {"error": f"{type(failure).__name__}: {failure}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
