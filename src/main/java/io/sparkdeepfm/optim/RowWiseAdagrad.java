package io.sparkdeepfm.optim;

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
  public int numStates() {
    return 1;
  }

  @Override
  public int stateLength(int length) {
    return length / rowLength * PER_ROW;
  }

  @Override
  public float initialState(int index) {
    return (float) initialAccumulator;
  }

  @Override
  public void update(
      float[] parameters,
      float[] gradients,
      float[][] states,
      int length,
      long step,
      float learningRate) {
    repeat(parameters, gradients, states, length, step, 1, learningRate);
  }

  /** With g constant, a grows by ‖g‖²/D per step; its middle value stands for all. */
  @Override
  public void repeat(
      float[] parameters,
      float[] gradients,
      float[][] states,
      int length,
      long step,
      int times,
      float learningRate) {
    int dim = rowLength - 1;
    for (int row = 0; row < length / rowLength; row++) {
      int begin = row * rowLength;
      int state = row * PER_ROW;
      repeat(parameters, gradients, begin, begin + dim, states[0], state, times, learningRate);
      int end = begin + rowLength;
      repeat(parameters, gradients, begin + dim, end, states[0], state + 1, times, learningRate);
    }
  }

  private void repeat(
      float[] parameters,
      float[] gradients,
      int begin,
      int end,
      float[] accumulators,
      int state,
      int times,
      float learningRate) {
    float squares = 0;
    for (int i = begin; i < end; i++) {
      squares += gradients[i] * gradients[i];
    }
    float mean = squares / (end - begin);
    float middle = accumulators[state] + (times + 1) * 0.5f * mean;
    accumulators[state] += times * mean;
    float factor = learningRate * times / ((float) Math.sqrt(middle) + (float) epsilon);
    for (int i = begin; i < end; i++) {
      parameters[i] -= factor * gradients[i];
    }
  }

  /** With a at its middle value, each step shrinks all of the row by one factor. */
  @Override
  public void decay(
      float[] parameters,
      float[][] states,
      int length,
      float l2,
      long step,
      int times,
      float learningRate) {
    int dim = rowLength - 1;
    for (int row = 0; row < length / rowLength; row++) {
      int begin = row * rowLength;
      int state = row * PER_ROW;
      decay(parameters, begin, begin + dim, states[0], state, l2, times, learningRate);
      decay(
          parameters,
          begin + dim,
          begin + rowLength,
          states[0],
          state + 1,
          l2,
          times,
          learningRate);
    }
  }

  private void decay(
      float[] parameters,
      int begin,
      int end,
      float[] accumulators,
      int state,
      float l2,
      int times,
      float learningRate) {
    double squares = 0;
    for (int i = begin; i < end; i++) {
      squares += (double) parameters[i] * parameters[i];
    }
    double mean = l2 * l2 * squares / (end - begin);
    double middle = accumulators[state] + (times + 1) * 0.5 * mean;
    double factor = Adagrad.power(1 - learningRate * l2 / (Math.sqrt(middle) + epsilon), times);
    accumulators[state] += (float) (times * mean * (1 + factor + factor * factor) / 3);
    for (int i = begin; i < end; i++) {
      parameters[i] *= (float) factor;
    }
  }
}
