"""DeepFM in PyTorch on a GPU, tuned for speed: the peer of the engine "cuda".

python deepfm_gpu.py FEATURES BATCH float32|tf32|bfloat16 SECONDS prints one JSON object. Dense
gradients with fused Adam and sparse ones with SparseAdam, each with and without torch.compile: the
fastest counts. bfloat16 means autocast. The shape is Criteo's: 39 single-valued fields, rows drawn
log-uniformly, D 16, 400-400-400.
"""

import json
import math
import sys
import time

import torch
from torch import Tensor, nn

FIELDS = 39
DIM = 16
HIDDEN = (400, 400, 400)
WARM_UP_STEPS = 4
BATCHES = 8


class DeepFM(nn.Module):
    """Embeddings and first-order weights in tables of their own, for all fields together."""

    def __init__(self, features: int, sparse: bool) -> None:
        super().__init__()
        size = features // FIELDS
        self.register_buffer("offsets", torch.arange(FIELDS) * size)
        self.rows = nn.Embedding(size * FIELDS, DIM, sparse=sparse)
        self.first_order = nn.Embedding(size * FIELDS, 1, sparse=sparse)
        nn.init.normal_(self.rows.weight, std=0.01)
        nn.init.zeros_(self.first_order.weight)
        self.bias = nn.Parameter(torch.zeros(1))
        layers: list[nn.Module] = []
        width = FIELDS * DIM
        for hidden in HIDDEN:
            layers += [nn.Linear(width, hidden), nn.ReLU(inplace=True)]
            width = hidden
        self.mlp = nn.Sequential(*layers, nn.Linear(width, 1))

    def forward(self, indices: Tensor) -> Tensor:
        """Logits (B) of indices (B × F)."""
        rows = indices + self.offsets
        vectors = self.rows(rows)
        first = self.first_order(rows).sum((1, 2))
        total = vectors.sum(1)
        second = 0.5 * (total.square().sum(1) - vectors.square().sum((1, 2)))
        deep = self.mlp(vectors.reshape(len(indices), FIELDS * DIM)).squeeze(1)
        return self.bias + first + second + deep


def examples(features: int, count: int, device: str) -> tuple[Tensor, Tensor]:
    """Indices within their fields (count × F), log-uniform, and labels."""
    generator = torch.Generator().manual_seed(11)
    log_size = math.log(features // FIELDS)
    uniform = torch.rand((count, FIELDS), generator=generator)
    labels = (torch.rand(count, generator=generator) < 0.25).float()
    return (uniform * log_size).exp().long().to(device), labels.to(device)


def rate(
    features: int,
    batch: int,
    bf16: bool,
    sparse: bool,
    compiled: bool,
    seconds: float,
    device: str,
) -> float:
    """Examples per second, from memory of the device."""
    torch.manual_seed(7)
    with torch.device(device):
        model = DeepFM(features, sparse)
    tables = [model.rows.weight, model.first_order.weight]
    fused = device == "cuda"
    if sparse:
        dense = [model.bias, *model.mlp.parameters()]
        optimizers = [
            torch.optim.SparseAdam(tables, lr=1e-3),
            torch.optim.Adam(dense, lr=1e-3, fused=fused),
        ]
    else:
        optimizers = [torch.optim.Adam(model.parameters(), lr=1e-3, fused=fused)]
    run = torch.compile(model) if compiled else model
    loss = nn.BCEWithLogitsLoss()
    indices, labels = examples(features, BATCHES * batch, device)

    def step(begin: int) -> None:
        for optimizer in optimizers:
            optimizer.zero_grad(set_to_none=True)
        with torch.autocast(device, dtype=torch.bfloat16, enabled=bf16):
            logits = run(indices[begin : begin + batch])
        loss(logits.float(), labels[begin : begin + batch]).backward()
        for optimizer in optimizers:
            optimizer.step()

    def wait() -> None:
        if device == "cuda":
            torch.cuda.synchronize()

    for i in range(WARM_UP_STEPS):
        step(i % BATCHES * batch)
    wait()
    done = 0
    begin = time.perf_counter()
    while True:
        for i in range(BATCHES):
            step(i * batch)
        wait()
        done += BATCHES * batch
        taken = time.perf_counter() - begin
        if taken >= seconds:
            return done / taken


def main() -> None:
    features, batch, precision, seconds = sys.argv[1:]
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_float32_matmul_precision("high" if precision == "tf32" else "highest")
    best, layout = 0.0, "none"
    for sparse in (False, True):
        for compiled in (False, True):
            name = ("sparse" if sparse else "dense") + (", compiled" if compiled else "")
            try:
                reached = rate(
                    int(features),
                    int(batch),
                    precision == "bfloat16",
                    sparse,
                    compiled,
                    float(seconds) / 2,
                    device,
                )
            except Exception as problem:  # out of memory, or no compiler
                print(f"{name}: {problem}", file=sys.stderr)
                continue
            finally:
                torch._dynamo.reset()
                if device == "cuda":
                    torch.cuda.empty_cache()
            if reached > best:
                best, layout = reached, name
    print(
        json.dumps(
            {
                "pytorch": precision,
                "features": int(features),
                "batch": int(batch),
                "layout": layout + (" on " + device),
                "examplesPerSecond": round(best),
            }
        )
    )


if __name__ == "__main__":
    main()
