package io.sparkdeepfm.cli;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sparkdeepfm.DeepFMClassifier;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The shape and the start of a model, set from text. */
class ParamSetterTest {
  private final DeepFMClassifier classifier = new DeepFMClassifier();
  private final ParamSetter setter = new ParamSetter(classifier, Set.of());

  @Test
  void everyKindOfParamOfTheModelsShapeIsSetFromText() {
    setter.setAll(
        List.of(
            "firstOrder=false",
            "secondOrder = false",
            "hiddenUnits=8,4",
            "deepInput=biInteraction",
            "activation=leakyRelu",
            "embeddingDropoutRate=0.25",
            "embeddingInitializer=uniform",
            "embeddingInitScale=1e-4",
            "firstOrderInitializer=sameAsEmbedding",
            "mlpInitializer=heNormal"));
    assertFalse(classifier.getFirstOrder());
    assertFalse(classifier.getSecondOrder());
    assertArrayEquals(new int[] {8, 4}, classifier.getHiddenUnits());
    assertEquals("biInteraction", classifier.getDeepInput());
    assertEquals("leakyRelu", classifier.getActivation());
    assertEquals(0.25, classifier.getEmbeddingDropoutRate());
    assertEquals("uniform", classifier.getEmbeddingInitializer());
    assertEquals(1e-4, classifier.getEmbeddingInitScale());
    assertEquals("sameAsEmbedding", classifier.getFirstOrderInitializer());
    assertEquals("heNormal", classifier.getMlpInitializer());
  }

  @Test
  void anUnknownNameListsTheKnownOnes() {
    assertRefused(
        "--set activation=gelu: activation is gelu, but must be one of relu, tanh, sigmoid,"
            + " leakyRelu, prelu.",
        () -> setter.setAll(List.of("activation=gelu")));
    assertRefused(
        "--set secondOrder=off: say true or false.",
        () -> setter.setAll(List.of("secondOrder=off")));
  }
}
