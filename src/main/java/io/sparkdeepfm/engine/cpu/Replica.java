package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.checkpoint.StateOutput;
import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.EpochWindow;
import io.sparkdeepfm.model.DeepFMParameters;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * One worker's copy of the parameters with its optimizer state, and the steps that train it,
 * wherever it computes. Requests, rounds, averaging and checkpoints know no more of it. Equal
 * inputs give equal parameters, bit for bit.
 */
public interface Replica extends AutoCloseable {
  /** All parameters as they are; perhaps a copy of them all. */
  DeepFMParameters parameters();

  /** A copy of the dense parameters. */
  float[] dense();

  /** Number of embedding tables. */
  default int numTables() {
    return parameters().tables().size();
  }

  /** Sets what plateaus have left of the learning rates, from the next step on. */
  void setLearningRateScale(double scale);

  /** Steps made so far. */
  long step();

  /**
   * Goes on, in place of another replica, as one that has made so many steps and whose rows are all
   * up to date; for one that has made none.
   */
  void goOnAfter(long steps);

  /**
   * Makes one step for each {@code batchSize} examples of {@code order[from, to)}; the last batch
   * may be smaller.
   *
   * @return Σ w·loss over the examples, each with the parameters before its step
   */
  double train(ExampleBlock source, int[] order, int from, int to);

  /**
   * Says what the next {@link #train}, the last of a window, is followed by. A replica that
   * computes elsewhere can get that ready meanwhile; what it does not ask for is made later.
   *
   * @param next makes the window when it is first asked for, and then is the same one
   */
  default void expect(Supplier<EpochWindow> next) {}

  /**
   * Passes over one mini-batch, {@code order[from, to)}, and makes no step.
   *
   * @param to at most {@code batchSize} after {@code from}
   */
  GradientSums sumGradients(ExampleBlock source, int[] order, int from, int to);

  /**
   * Makes one step with gradients that were put together elsewhere, as they are: replicas that are
   * equal before are equal after, bit for bit.
   *
   * @param rows per table, rows with their gradients as values
   * @param dense gradients of the trainable dense parameters; then, if there, moving statistics
   */
  void step(RowUpdates[] rows, float[] dense);

  /** Applies the penalty of all past steps to rows that no batch has held since. */
  void catchUpAll();

  /** Its parameters and optimizer state, between two steps. */
  ReplicaState state();

  /** A scorer with the parameters as they are, for one thread, until the next step. */
  BlockScorer newScorer();

  /** Writes all that decides about the steps to come, the same for every kind of replica. */
  void write(StateOutput out) throws IOException;

  /** Frees what it holds outside of the heap; it is not used again. */
  @Override
  void close();

  /** Scores blocks one after the other. */
  interface BlockScorer {
    /** The logit of each example. */
    float[] logits(ExampleBlock block);
  }
}
