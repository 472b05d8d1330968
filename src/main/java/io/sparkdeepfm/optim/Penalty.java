package io.sparkdeepfm.optim;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.optim.Optimizer.ParameterArrays;
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
      throw Refusal.of("%s is %s, but must be at least 0 and finite.", name, strength);
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

  /**
   * n times |θ| ← max(r|θ| − c, 0), in closed form: |θ| ← max(rⁿ|θ| − c(1 − rⁿ)/(1 − r), 0). A
   * negative r, as of a learning rate far too large, counts as 0.
   */
  record Shrinkage(double factor, double offset) {
    /**
     * @param keep r of one step
     * @param threshold c of one step
     * @param times n
     */
    Shrinkage(double keep, double threshold, int times) {
      this(power(keep, times), threshold * sumOfPowers(keep, times));
    }

    private static double power(double keep, int times) {
      double base = Math.max(keep, 0);
      return times == 1 ? base : Math.pow(base, times);
    }

    /** 1 + r + … + rⁿ⁻¹. */
    private static double sumOfPowers(double keep, int times) {
      if (times == 1) {
        return 1;
      }
      double base = Math.max(keep, 0);
      return base == 1 ? times : (1 - power(base, times)) / (1 - base);
    }

    float apply(float theta) {
      double size = Math.max(factor * Math.abs(theta) - offset, 0);
      return (float) Math.copySign(size, theta);
    }
  }
}
