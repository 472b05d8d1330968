package io.sparkdeepfm.engine.dl4j;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.engine.HeapNeeds;
import io.sparkdeepfm.engine.HeapNeeds.Heaps;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.engine.dl4j.Dl4jEngine.AveragingOptions;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.optim.Penalty;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What this engine says it does not have, before it begins. */
class UnsupportedTest {
  private static final DeepFMConfig CONFIG = Shapes.named("byFeature", schema(10));

  private static FieldSchema schema(int size) {
    return new FieldSchema(List.of(new Field("app", "apps", size, Pooling.SUM)));
  }

  private static TrainingConfig training(OptimizerType type, Penalty penalty, PenaltyMode mode) {
    return TrainingConfigs.of(
        TrainingConfigs.optimizer(type, 0.1, penalty),
        TrainingConfigs.optimizer(OptimizerType.ADAM, 0.1, Penalty.NONE),
        mode,
        8);
  }

  private static TrainingConfig adam() {
    return training(OptimizerType.ADAM, Penalty.NONE, PenaltyMode.AUTO);
  }

  private static String sentence(String what, String remedy) {
    return "engine 'dl4j' does not have "
        + what
        + "; choose engine 'cpu', which does, or "
        + remedy
        + ".";
  }

  @ParameterizedTest
  @CsvSource({
    "ROW_WISE_ADAGRAD, rowWiseAdagrad",
    "PROXIMAL_ADAGRAD, proximalAdagrad",
    "FTRL, ftrl"
  })
  void optimizersThatItDoesNotHaveAreNamed(OptimizerType type, String name) {
    assertRefused(
        sentence("embeddingOptimizer '" + name + "'", "choose 'sgd', 'adam', 'adamW' or 'adagrad'"),
        () -> Unsupported.checkOptions(training(type, Penalty.NONE, PenaltyMode.AUTO)));
  }

  @ParameterizedTest
  @EnumSource(
      value = OptimizerType.class,
      names = {"SGD", "ADAM", "ADAM_W", "ADAGRAD"})
  void optimizersThatItHasPass(OptimizerType type) {
    Unsupported.checkOptions(training(type, new Penalty(0, 0.1), PenaltyMode.EAGER));
  }

  @Test
  void clippingIsRefused() {
    assertRefused(
        sentence("maxGradientNorm 2.5", "set it to 0"),
        () -> Unsupported.checkOptions(TrainingConfigs.clipped(adam(), 2.5)));
  }

  @Test
  void averagedGradientsAreRefused() {
    assertRefused(
        sentence("averaging 'gradients'", "set it to 'parameters'"),
        () -> Unsupported.checkOptions(TrainingConfigs.averagingGradients(adam())));
  }

  @Test
  void otherPrecisionsAreRefused() {
    assertRefused(
        sentence("matmulPrecision 'bfloat16'", "set it to 'float32'"),
        () -> Unsupported.checkOptions(TrainingConfigs.withPrecision(adam(), Precision.BFLOAT16)));
    assertRefused(
        "engine 'dl4j' does not have matmulPrecision 'tf32'; choose engine 'cuda', which does, or"
            + " set it to 'float32'.",
        () -> Unsupported.checkOptions(TrainingConfigs.withPrecision(adam(), Precision.TF32)));
  }

  @Test
  void regressionsAreRefused() {
    assertRefused(
        sentence("loss 'squared'", "train a DeepFMClassifier"),
        () -> Unsupported.checkLoss(Loss.SQUARED));
    Unsupported.checkLoss(Loss.LOG);
  }

  @Test
  void hiddenLayersThatMultiplyAreRefused() {
    assertRefused(
        sentence("deep 'final'", "set it to 'mlp'"), () -> Unsupported.checkDeep(Deep.FINAL, 1));
    assertRefused(
        sentence("a second tower", "clear secondHiddenUnits"),
        () -> Unsupported.checkDeep(Deep.MLP, 2));
    Unsupported.checkDeep(Deep.MLP, 1);
  }

  @Test
  void penaltiesThatDoNotActOnAllRowsAreRefused() {
    assertRefused(
        sentence("penaltyMode 'lazy'", "set it to 'auto' or 'eager'"),
        () ->
            Unsupported.checkOptions(
                training(OptimizerType.SGD, new Penalty(0, 0.1), PenaltyMode.LAZY)));
    Unsupported.checkOptions(training(OptimizerType.SGD, Penalty.NONE, PenaltyMode.LAZY));
  }

  @Test
  void decoupledL1IsRefused() {
    assertRefused(
        sentence("l1 with embeddingOptimizer 'adamW'", "set l1 to 0"),
        () ->
            Unsupported.checkOptions(
                training(OptimizerType.ADAM_W, new Penalty(0.1, 0), PenaltyMode.AUTO)));
  }

  @Test
  void tablesThatItCannotIndexAreRefused() {
    assertRefused(
        sentence(
            "vocabularies of more than 16777216 rows together, but there are 16777217,",
            "use smaller vocabularies"),
        () -> Unsupported.checkSize(Shapes.named("byFeature", schema((1 << 24) + 1)), adam()));
  }

  @Test
  void memoryOfTheDenseTablesIsForeseen() {
    // 10 rows of 4 floats; dense: 1 + (3·8 + 8) + (8·5 + 5) + 5 floats; Adam: two more of each.
    assertEquals(40 + 83, DenseCopies.parameters(CONFIG));
    assertEquals(2 * 123, DenseCopies.state(CONFIG, adam()));
    HeapNeeds needs = DenseCopies.needs(CONFIG, adam(), new AveragingOptions(true, 2), 2);
    assertEquals(4 * (2 * 2 + 1) * 3 * 123, needs.executor());
    assertEquals(4 * (2 * 3 + 1) * 123, needs.driver());
    HeapNeeds withoutState = DenseCopies.needs(CONFIG, adam(), new AveragingOptions(false, 2), 2);
    assertEquals(4 * (3 + 2 * 2) * 123, withoutState.executor());
    assertEquals(4 * (3 + 1 + 1) * 123, withoutState.driver());
    assertRefused(
        "engine 'dl4j' needs 1 MiB of heap in each executor for the model's 123 parameters, but it"
            + " has 0 MiB; raise spark.executor.memory, or choose engine 'cpu', which exchanges only"
            + " the rows that change.",
        () -> needs.check(new Heaps(false, 4000, 1 << 20)));
  }

  @Test
  void kryoNeedsARegistrator() {
    SparkConf kryo =
        new SparkConf(false).set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    assertRefused(
        "spark.serializer is Kryo, but Kryo cannot write the arrays of engine 'dl4j' by itself; set"
            + " spark.kryo.registrator=org.nd4j.kryo.Nd4jRegistrator, or leave spark.serializer"
            + " unset.",
        () -> Dl4jEngine.checkSerializer(kryo));
    kryo.set("spark.kryo.registrator", "io.sparkdeepfm.engine.DeepFMKryoRegistrator");
    assertThrows(IllegalArgumentException.class, () -> Dl4jEngine.checkSerializer(kryo));
    Dl4jEngine.checkSerializer(kryo.set("spark.kryo.registrator", Dl4jEngine.REGISTRATOR));
    Dl4jEngine.checkSerializer(new SparkConf(false));
  }
}
