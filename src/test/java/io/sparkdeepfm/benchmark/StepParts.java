package io.sparkdeepfm.benchmark;

import java.util.List;

/**
 * Which part of a training step a stack belongs to. The innermost frame that a rule knows decides,
 * so helpers that several parts share (copies, optimizers) need no rule of their own.
 */
final class StepParts {
  static final String OTHER = "other";
  static final String WAITING = "waiting at barriers";

  private static final String ENGINE = "io.sparkdeepfm.engine.cpu.";
  private static final String MODEL = "io.sparkdeepfm.model.";
  private static final String MATH = "io.sparkdeepfm.math.";

  /** First match wins; a rule without a method is for the whole class and its nested ones. */
  private static final List<Rule> RULES =
      List.of(
          new Rule(MATH + "OpenBlasSgemm", "multiply", "GEMM: forward"),
          new Rule(MATH + "OpenBlasSgemm", "multiplyTransposedLeft", "GEMM: weight gradients"),
          new Rule(MATH + "OpenBlasSgemm", "multiplyTransposedRight", "GEMM: input gradients"),
          new Rule(ENGINE + "BatchDrawer", null, "draw of the batch"),
          new Rule(MODEL + "EmbeddingLayer", "sumUp", "first and second order"),
          new Rule(MODEL + "EmbeddingLayer", "sumOverFields", "first and second order"),
          new Rule(MODEL + "EmbeddingLayer", null, "gather"),
          new Rule(MODEL + "LogitHead", null, "first and second order"),
          new Rule(MODEL + "DeepInputLayer", null, "activation and bias"),
          new Rule(MODEL + "HiddenLayer", null, "activation and bias"),
          new Rule(MODEL + "ElementwiseActivation", null, "activation and bias"),
          new Rule(MODEL + "Mlp", null, "activation and bias"),
          new Rule(MODEL + "TrainingPass", null, "backward of the embeddings: cell gradients"),
          new Rule(MODEL + "RowGradients", null, "backward of the embeddings: sums by row"),
          new Rule(ENGINE + "RowUpdater", null, "row updates"),
          new Rule(ENGINE + "RowChunk", null, "row updates"),
          new Rule(ENGINE + "TableState", null, "row updates"),
          new Rule(ENGINE + "DenseUpdater", null, "dense updates"),
          new Rule(ENGINE + "SpinBarrier", null, WAITING),
          new Rule(ENGINE + "ThreadTeam", "failureOf", WAITING));

  private StepParts() {}

  /** A frame's place in the code. */
  record Frame(String className, String method) {}

  private record Rule(String className, String method, String part) {
    boolean matches(Frame frame) {
      boolean inClass =
          frame.className().equals(className) || frame.className().startsWith(className + "$");
      return inClass && (method == null || method.equals(frame.method()));
    }
  }

  /**
   * @param frames innermost first
   * @return the part, {@link #OTHER} where no rule knows any of the frames
   */
  static String of(List<Frame> frames) {
    for (Frame frame : frames) {
      for (Rule rule : RULES) {
        if (rule.matches(frame)) {
          return rule.part();
        }
      }
    }
    return OTHER;
  }
}
