package io.sparkdeepfm.optim;

import io.sparkdeepfm.optim.Optimizer.ParameterArrays;
import io.sparkdeepfm.optim.Optimizer.Step;

/**
 * Row-wise Adagrad (the "exact row-wise Adagrad" of FBGEMM and TorchRec; Gupta et al. 2014,
 * "Training Highly Multiclass Classifiers", section 5): one accumulator for a whole embedding, a ←
 * a + ‖g‖²/D, θ ← θ − η·g / (√a + ε). Its state is two floats per row instead of D + 1: the first
 * for the embedding, the second for the first-order weight, which systems with separate tables keep
 * apart too.
 *
 * @param rowLength D + 1; the arrays hold whole rows
 * @param initialAccumulator a before the first step
 */
record RowWiseAdagrad(int rowLength, double initialAccumulator, double epsilon)
    implements UpdateRule {
  private static final int PER_ROW = 2;

  @Override
  public int stateLength(int length) {
    return length / rowLength * PER_ROW;
  }

  @Override
  public float initialState(int index) {
    return (float) initialAccumulator;
  }

  @Override
  public void update(ParameterArrays arrays, int length, Step step) {
    repeat(arrays, length, step);
  }

  /** With g constant, a grows by ‖g‖²/D per step; its middle value stands for all. */
  @Override
  public void repeat(ParameterArrays arrays, int length, Step step) {
    for (Part part = new Part(arrays, length); part.next(); ) {
      float mean = (float) part.meanSquare(arrays.gradients);
      float middle = part.accumulator() + (step.times() + 1) * 0.5f * mean;
      part.accumulate(step.times() * mean);
      float factor =
          step.learningRate() * step.times() / ((float) Math.sqrt(middle) + (float) epsilon);
      for (int i = part.begin; i < part.end; i++) {
        arrays.values[i] -= factor * arrays.gradients[i];
      }
    }
  }

  /** With a at its middle value, each step shrinks all of the part by one factor. */
  @Override
  public void decay(ParameterArrays arrays, int length, float l2, Step step) {
    int times = step.times();
    for (Part part = new Part(arrays, length); part.next(); ) {
      double mean = l2 * l2 * part.meanSquare(arrays.values);
      double middle = part.accumulator() + (times + 1) * 0.5 * mean;
      double factor =
          Adagrad.power(1 - step.learningRate() * l2 / (Math.sqrt(middle) + epsilon), times);
      part.accumulate((float) (times * mean * (1 + factor + factor * factor) / 3));
      for (int i = part.begin; i < part.end; i++) {
        arrays.values[i] *= (float) factor;
      }
    }
  }

  /** Goes over what has one accumulator: the embedding, then the first-order weight of each row. */
  private final class Part {
    private final float[] accumulators;
    private final int length;
    private int index = -1;
    private int begin;
    private int end;

    Part(ParameterArrays arrays, int length) {
      accumulators = arrays.states[0];
      this.length = length;
    }

    boolean next() {
      index++;
      begin = end;
      end = begin + (index % PER_ROW == 0 ? rowLength - 1 : 1);
      return begin < length;
    }

    float accumulator() {
      return accumulators[index];
    }

    void accumulate(float squares) {
      accumulators[index] += squares;
    }

    double meanSquare(float[] numbers) {
      double squares = 0;
      for (int i = begin; i < end; i++) {
        squares += (double) numbers[i] * numbers[i];
      }
      return squares / (end - begin);
    }
  }
}
