package io.sparkdeepfm.optim;

import java.io.Serializable;

/**
 * The penalty λ₁‖θ‖₁ + (λ₂/2)‖θ‖₂², added to the loss of every step.
 *
 * @param l1 λ₁ ≥ 0
 * @param l2 λ₂ ≥ 0
 */
public record Penalty(double l1, double l2) implements Serializable {
  public static final Penalty NONE = new Penalty(0, 0);

  public Penalty {
    requireStrength("l1", l1);
    requireStrength("l2", l2);
  }

  private static void requireStrength(String name, double strength) {
    if (!(strength >= 0 && strength < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          String.format("%s is %s, but must be at least 0 and finite.", name, strength));
    }
  }

  boolean isNone() {
    return l1 == 0 && l2 == 0;
  }

  /** gradients += λ₁ sign(θ) + λ₂ θ. */
  void addGradient(ParameterArrays arrays, int length) {
    float[] parameters = arrays.values;
    float[] gradients = arrays.gradients;
    float lambda1 = (float) l1;
    float lambda2 = (float) l2;
    if (lambda1 == 0) {
      for (int i = 0; i < length; i++) {
        gradients[i] += lambda2 * parameters[i];
      }
    } else {
      for (int i = 0; i < length; i++) {
        gradients[i] += lambda1 * Math.signum(parameters[i]) + lambda2 * parameters[i];
      }
    }
  }
}
