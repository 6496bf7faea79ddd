"""A computation and its gradient; verify knows the result."""

import tensorflow as tf

x = tf.Variable(tf.ones((64, 64)))
with tf.GradientTape() as tape:
    y = tf.reduce_sum(x @ x)
print(f"sum={float(y):.0f} gradient={float(tape.gradient(y, x)[0, 0]):.0f}")
