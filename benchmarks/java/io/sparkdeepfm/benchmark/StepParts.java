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

  /** First match wins; a rule without a method is for the whole class and its nested ones. */
  private static final List<Rule> RULES =
      List.of(
          new Rule("io.sparkdeepfm.math.Bfloat16Gemm", "round", "rounding to bfloat16"),
          new Rule("io.sparkdeepfm.math.Bfloat16Gemm", "pack", "rounding to bfloat16"),
          new Rule(MODEL + "FieldProducts", "gather", "shared products: added to examples"),
          new Rule(MODEL + "FieldProducts", "scatter", "shared products: gradients summed by row"),
          new Rule(MODEL + "FieldProducts", null, "shared products: made, and their gradients"),
          new Rule(MODEL + "Linear$Exact", "forward", "GEMM: forward, with bias and activation"),
          new Rule(MODEL + "Linear$Exact", "weightGradient", "GEMM: weight gradients"),
          new Rule(MODEL + "Linear$Exact", "inputGradient", "GEMM: input gradients"),
          new Rule(MODEL + "RoundedLinear", "forward", "GEMM: forward, with bias and activation"),
          new Rule(MODEL + "RoundedLinear", "weightGradient", "GEMM: weight gradients"),
          new Rule(MODEL + "RoundedLinear", "inputGradient", "GEMM: input gradients"),
          new Rule(MODEL + "Bfloat16Layer", "linear", "GEMM: forward, with bias and activation"),
          new Rule(MODEL + "Bfloat16Layer", "weightGradient", "GEMM: weight gradients"),
          new Rule(MODEL + "Bfloat16Layer", "inputGradient", "GEMM: input gradients"),
          new Rule(MODEL + "InputPlan", "compose", "gather"),
          new Rule(MODEL + "InputPlan", "make", "ways of the fields"),
          new Rule(ENGINE + "BatchDrawer", null, "draw of the batch"),
          new Rule(MODEL + "EmbeddingLayer", "sumUp", "first and second order"),
          new Rule(MODEL + "EmbeddingLayer", "square", "first and second order"),
          new Rule(MODEL + "EmbeddingLayer", null, "gather"),
          new Rule(MODEL + "LogitHead", null, "first and second order"),
          new Rule(MODEL + "DeepInputLayer", null, "gather"),
          new Rule(MODEL + "BatchNorm", null, "batch norm"),
          new Rule(MODEL + "Dropout", null, "dropout"),
          new Rule(MODEL + "HiddenLayer", null, "backward of activation and bias"),
          new Rule(MODEL + "Activation$Elementwise", null, "backward of activation and bias"),
          new Rule(MODEL + "Bfloat16Layer", null, "backward of activation and bias"),
          new Rule(MODEL + "Bfloat16Mlp", null, "output layer"),
          new Rule(MODEL + "Mlp$FloatMlp", null, "output layer"),
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
