"""A computation and its gradient; verify knows the result."""

import torch

x = torch.ones(64, 64, requires_grad=True)
y = (x @ x).sum()
y.backward()
print(f"sum={y.item():.0f} gradient={x.grad[0, 0].item():.0f}")
