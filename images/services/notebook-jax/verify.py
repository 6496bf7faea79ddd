"""A compiled computation and its gradient; verify knows the result."""

import jax
import jax.numpy as jnp

y, gradient = jax.jit(jax.value_and_grad(lambda x: (x @ x).sum()))(jnp.ones((64, 64)))
print(f"sum={float(y):.0f} gradient={float(gradient[0, 0]):.0f}")
