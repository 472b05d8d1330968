package io.sparkdeepfm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.Explainer.Explanation;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.ReferenceDeepFM;
import io.sparkdeepfm.testing.ReferenceParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Terms of the logit against what the reference says without the fields that they belong to. */
class ExplainerTest {
  private static final double TOLERANCE = 1e-5;
  private static final RandomExamples EXAMPLES = RandomExamples.everyKind(9);
  private static final ExampleBlock BLOCK = EXAMPLES.block(60);
  private static final int F = EXAMPLES.schema().numFields();

  private static DeepFMConfig config(Interaction interaction, Head head, Integer... hidden) {
    return ModelConfigs.of(
        EXAMPLES.schema(), 5, List.of(hidden), Activation.TANH, 0, false, interaction, head);
  }

  static Stream<DeepFMConfig> withoutHiddenLayers() {
    return Stream.of(Interaction.values())
        .flatMap(interaction -> Stream.of(Head.values()).map(head -> config(interaction, head)));
  }

  static Stream<DeepFMConfig> withHiddenLayers() {
    List<DeepFMConfig> configs = new ArrayList<>();
    for (Interaction interaction : Interaction.values()) {
      for (Head head : Head.values()) {
        for (DeepInput input : DeepInput.values()) {
          DeepFMConfig whole =
              ModelConfigs.withDeepInput(config(interaction, head, 8, 4), input, 0);
          configs.add(whole);
          configs.add(ModelConfigs.withDeep(whole, Deep.FINAL));
          configs.add(ModelConfigs.withParts(whole, false, true));
          configs.add(ModelConfigs.withParts(whole, true, false));
          configs.add(ModelConfigs.withParts(whole, false, false));
        }
      }
    }
    return configs.stream();
  }

  private static DeepFMParameters parameters(DeepFMConfig config) {
    return RandomParameters.of(config, 5, 0.4);
  }

  private static Explanation[] explanations(DeepFMConfig config, DeepFMParameters parameters) {
    float[] logits = new Scorer(config, parameters).logits(BLOCK);
    Explainer explainer = new Explainer(config, parameters);
    Explanation[] explanations = new Explanation[BLOCK.size()];
    Arrays.setAll(explanations, b -> explainer.explain(BLOCK.columns(), b, logits[b]));
    return explanations;
  }

  private static double[] reference(
      DeepFMConfig config, DeepFMParameters parameters, ExampleBlock block) {
    return new ReferenceDeepFM(config)
        .logits(ReferenceParameters.of(parameters), block, ReferenceDeepFM.Mode.INFERENCE);
  }

  /** The block without values but in some fields. */
  private static ExampleBlock only(Set<Integer> fields) {
    FieldColumn[] columns = BLOCK.columns().clone();
    for (int f = 0; f < F; f++) {
      if (!fields.contains(f)) {
        columns[f] =
            FieldColumn.general(new int[BLOCK.size() + 1], new int[0], null); // all are missing
      }
    }
    return new ExampleBlock(BLOCK.size(), BLOCK.labels(), null, columns, false);
  }

  private static void assertNear(double expected, double actual) {
    assertEquals(expected, actual, TOLERANCE * Math.max(1, Math.abs(expected)));
  }

  private static double sum(Explanation explanation) {
    double sum = explanation.bias() + explanation.deep();
    for (Explanation.FieldTerm term : explanation.firstOrder()) {
      sum += term.term();
    }
    for (Explanation.PairTerm term : explanation.secondOrder()) {
      sum += term.term();
    }
    return sum;
  }

  /** By pair of fields; 0 where there is none. */
  private static Map<List<Integer>, Double> pairs(Explanation explanation) {
    Map<List<Integer>, Double> pairs = new HashMap<>();
    for (Explanation.PairTerm term : explanation.secondOrder()) {
      assertTrue(term.field1() <= term.field2());
      Double before = pairs.put(List.of(term.field1(), term.field2()), term.term());
      assertEquals(null, before, "twice: " + term);
    }
    return pairs;
  }

  @ParameterizedTest
  @MethodSource({"withoutHiddenLayers", "withHiddenLayers"})
  void termsAddUpToTheLogit(DeepFMConfig config) {
    DeepFMParameters parameters = parameters(config);
    float[] logits = new Scorer(config, parameters).logits(BLOCK);
    Explanation[] explanations = explanations(config, parameters);
    for (int b = 0; b < logits.length; b++) {
      assertEquals(logits[b], sum(explanations[b]), 1e-12 * Math.max(1, Math.abs(logits[b])));
    }
  }

  @ParameterizedTest
  @MethodSource("withoutHiddenLayers")
  void nothingButRoundingIsLeftWithoutHiddenLayers(DeepFMConfig config) {
    DeepFMParameters parameters = parameters(config);
    double[] logits = reference(config, parameters, BLOCK);
    Explanation[] explanations = explanations(config, parameters);
    for (int b = 0; b < logits.length; b++) {
      assertNear(logits[b], logits[b] + explanations[b].deep());
      assertNear(logits[b], sum(explanations[b]) - explanations[b].deep());
    }
  }

  /** The MLP's output alone: α = β = 0 where they are learned, else the same without the parts. */
  @ParameterizedTest
  @MethodSource("withHiddenLayers")
  void deepIsTheOutputOfTheMlp(DeepFMConfig config) {
    DeepFMParameters parameters = parameters(config);
    DeepFMParameters silenced = parameters.copy();
    DenseLayout layout = new DenseLayout(config);
    for (DenseLayout.Segment segment : layout.segments()) {
      if (segment.name().startsWith("head.")) {
        Arrays.fill(silenced.dense(), segment.offset(), segment.offset() + segment.length(), 0f);
      }
    }
    DeepFMConfig deepAlone =
        config.head() == Head.SUM ? ModelConfigs.withParts(config, false, false) : config;
    double[] logits = reference(deepAlone, silenced, BLOCK);
    Explanation[] explanations = explanations(config, parameters);
    for (int b = 0; b < logits.length; b++) {
      assertEquals(parameters.dense()[0], explanations[b].bias());
      assertNear(logits[b] - parameters.dense()[0], explanations[b].deep());
      assertEquals(config.firstOrder(), !explanations[b].firstOrder().isEmpty());
      assertEquals(config.secondOrder(), !explanations[b].secondOrder().isEmpty());
    }
  }

  @ParameterizedTest
  @MethodSource("withoutHiddenLayers")
  void aFirstOrderTermIsWhatTheLogitLosesWithoutTheField(DeepFMConfig whole) {
    DeepFMConfig config = ModelConfigs.withParts(whole, true, false);
    DeepFMParameters parameters = parameters(config);
    Explanation[] explanations = explanations(config, parameters);
    double[] all = reference(config, parameters, BLOCK);
    for (int f = 0; f < F; f++) {
      Set<Integer> others = new HashSet<>(Stream.iterate(0, g -> g + 1).limit(F).toList());
      others.remove(f);
      double[] without = reference(config, parameters, only(others));
      for (int b = 0; b < all.length; b++) {
        int field = f;
        double term =
            explanations[b].firstOrder().stream()
                .filter(t -> t.field() == field)
                .mapToDouble(Explanation.FieldTerm::term)
                .sum();
        assertNear(all[b] - without[b], term);
      }
    }
  }

  /**
   * L(f, g) − L(f) − L(g) + L() of a factorization machine is what f and g have with each other.
   */
  @ParameterizedTest
  @MethodSource("withoutHiddenLayers")
  void aPairTermIsWhatTwoFieldsHaveTogether(DeepFMConfig config) {
    DeepFMParameters parameters = parameters(config);
    Explanation[] explanations = explanations(config, parameters);
    double[] none = reference(config, parameters, only(Set.of()));
    for (int f = 0; f < F; f++) {
      double[] first = reference(config, parameters, only(Set.of(f)));
      for (int g = f + 1; g < F; g++) {
        double[] second = reference(config, parameters, only(Set.of(g)));
        double[] both = reference(config, parameters, only(Set.of(f, g)));
        for (int b = 0; b < none.length; b++) {
          double expected = both[b] - first[b] - second[b] + none[b];
          assertNear(expected, pairs(explanations[b]).getOrDefault(List.of(f, g), 0.0));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("withoutHiddenLayers")
  void aFieldsTermWithItselfIsWhatItHasAloneBesidesTheFirstOrder(DeepFMConfig whole) {
    DeepFMConfig config =
        whole.head() == Head.SUM ? ModelConfigs.withParts(whole, false, true) : whole;
    DeepFMParameters parameters = parameters(config);
    if (whole.head() == Head.WEIGHTED) {
      int alpha = new DenseLayout(config).segment(DenseLayout.HEAD_FIRST_ORDER).offset();
      parameters.dense()[alpha] = 0;
    }
    Explanation[] explanations = explanations(config, parameters);
    int terms = 0;
    for (int f = 0; f < F; f++) {
      double[] alone = reference(config, parameters, only(Set.of(f)));
      for (int b = 0; b < alone.length; b++) {
        Double term = pairs(explanations[b]).get(List.of(f, f));
        assertNear(alone[b] - parameters.dense()[0], term == null ? 0 : term);
        terms += term == null ? 0 : 1;
      }
    }
    assertEquals(config.interaction() == Interaction.FEATURE, terms > 50, terms + " terms");
  }

  @Test
  void smallNumbersByHand() {
    FieldSchema schema =
        new FieldSchema(List.of(Field.numeric("n"), new Field("tags", "tags", 3, Pooling.SUM)));
    DeepFMConfig config =
        ModelConfigs.of(
            schema, 2, List.of(), Activation.RELU, 0, false, Interaction.FEATURE, Head.SUM);
    EmbeddingTable number = new EmbeddingTable("n", 1, 2, new float[] {1, 2, 10});
    EmbeddingTable tags =
        new EmbeddingTable("tags", 3, 2, new float[] {0, 0, 0, 3, 4, 20, 5, 6, 30});
    DeepFMParameters parameters = new DeepFMParameters(List.of(number, tags), new float[] {7});
    FieldColumn[] columns = {
      FieldColumn.numeric(new float[] {0.5f, 0f}),
      FieldColumn.general(new int[] {0, 2, 3}, new int[] {1, 2, 2}, new float[] {1, 2, -1})
    };
    Explainer explainer = new Explainer(config, parameters);
    assertEquals(
        new Explanation(
            7,
            List.of(new Explanation.FieldTerm(0, 5), new Explanation.FieldTerm(1, 80)),
            List.of(
                new Explanation.PairTerm(0, 1, 0.5 * (13 + 2 * 16)),
                new Explanation.PairTerm(1, 1, 2 * (3 * 5 + 4 * 6))),
            0),
        explainer.explain(columns, 0, 7 + 85 + 22.5 + 78));
    assertEquals(
        new Explanation(7, List.of(new Explanation.FieldTerm(1, -30)), List.of(), 1.5),
        explainer.explain(columns, 1, 7 - 30 + 1.5));
  }
}
