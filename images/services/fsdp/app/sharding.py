"""
Fully sharded data-parallel training over processes of this host: each holds a share of the parameters and of the
optimizer's state, sees a share of the data, and gathers the whole model only while it computes. PyTorch's own class for it
needs a GPU in version 1.13; these are its steps on the CPU.
"""

import os
import socket
from dataclasses import asdict, dataclass

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters

SAVED = os.path.join(os.environ.get("MODELS_DIR", "/models"), "last.pt")
SAMPLES = 256
INPUTS = 8


@dataclass
class Job:
    world: int
    steps: int
    width: int


class Shard:
    """This process' share of a model's parameters, trained by Adam."""

    def __init__(self, model: nn.Module, rank: int, world: int):
        self.model, self.world = model, world
        flat = parameters_to_vector(model.parameters()).detach()
        self.length = flat.numel()
        self.size = -(-self.length // world)
        padded = nn.functional.pad(flat, (0, self.size * world - self.length))
        self.rank = rank
        self.own = padded[self.range].clone().requires_grad_()
        self.optimizer = torch.optim.Adam([self.own], lr=0.01)

    @property
    def range(self) -> slice:
        return slice(self.rank * self.size, (self.rank + 1) * self.size)

    def gather(self) -> None:
        parts = [torch.empty(self.size) for _ in range(self.world)]
        dist.all_gather(parts, self.own.detach())
        vector_to_parameters(torch.cat(parts)[: self.length], self.model.parameters())

    def step(self, loss: torch.Tensor) -> None:
        gradients = torch.autograd.grad(loss, list(self.model.parameters()))
        flat = nn.functional.pad(parameters_to_vector(gradients), (0, self.size * self.world - self.length))
        dist.all_reduce(flat)
        self.own.grad = flat[self.range] / self.world
        self.optimizer.step()


def _train(rank: int, port: int, job: Job, results) -> None:
    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=f"tcp://127.0.0.1:{port}", rank=rank, world_size=job.world)
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(INPUTS, job.width), nn.Tanh(), nn.Linear(job.width, 1))
    inputs = torch.randn(SAMPLES, INPUTS)
    wanted = inputs.sin().sum(1, keepdim=True)
    inputs, wanted = inputs[rank :: job.world], wanted[rank :: job.world]
    shard = Shard(model, rank, job.world)
    losses = []
    for _ in range(job.steps):
        shard.gather()
        loss = nn.functional.mse_loss(model(inputs), wanted)
        losses.append(loss.item())
        shard.step(loss)
    mean = torch.tensor([losses[0], losses[-1]])
    dist.all_reduce(mean)
    shard.gather()
    if rank == 0:
        torch.save(model.state_dict(), SAVED)
        first, last = (mean / job.world).tolist()
        results.put({"parameters": shard.length, "parameters_per_process": shard.size, "first_loss": first, "last_loss": last, "saved": SAVED})
    dist.destroy_process_group()


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def train(job: Job) -> dict:
    """Runs the job to its end. Raises when a process of it fails."""
    results = mp.get_context("spawn").SimpleQueue()
    mp.spawn(_train, args=(_free_port(), job, results), nprocs=job.world)
    result = results.get()
    return {**asdict(job), **result, "learned": result["last_loss"] < result["first_loss"], "torch": torch.__version__}
