package io.sparkdeepfm.model;

/** Activation of the hidden layers of the MLP. */
public enum Activation {
  /** max(0, z). */
  RELU,
  /** tanh z. */
  TANH,
  /** 1 / (1 + e^−z). */
  SIGMOID
}
