package io.sparkdeepfm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementwiseActivationTest {
  private static final float[] INPUTS = {-30, -2, -0.3f, 0.4f, 1, 2.5f, 30};

  private static float[] outputs(Activation.Elementwise activation, float... inputs) {
    float[] row = inputs.clone();
    activation.apply(row, row.length);
    return row;
  }

  @Test
  void outputsAreThoseOfTheFormulas() {
    for (float z : INPUTS) {
      assertEquals(z > 0 ? z : 0, outputs(Activation.Elementwise.RELU, z)[0]);
      assertEquals(Math.tanh(z), outputs(Activation.Elementwise.TANH, z)[0], 1e-7);
      assertEquals(1 / (1 + Math.exp(-z)), outputs(Activation.Elementwise.SIGMOID, z)[0], 1e-7);
      assertEquals(z > 0 ? z : 0.01f * z, outputs(Activation.Elementwise.LEAKY_RELU, z)[0], 1e-7);
    }
  }

  @Test
  void everyActivationButTheLearnedOneIsAFixedFunction() {
    for (Activation activation : Activation.values()) {
      Activation.Elementwise loops = Activation.Elementwise.of(activation);
      if (activation == Activation.PRELU) {
        assertNull(loops);
      } else {
        assertEquals(activation.name(), loops.name());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.Elementwise.class)
  void derivativesAreThoseOfFiniteDifferences(Activation.Elementwise activation) {
    float step = 1e-2f;
    for (float z : INPUTS) {
      float[] gradient = {3};
      activation.multiplyDerivative(gradient, outputs(activation, z), 1);
      float difference = outputs(activation, z + step)[0] - outputs(activation, z - step)[0];
      assertEquals(3 * difference / (2 * step), gradient[0], 1e-3, "at " + z);
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.Elementwise.class)
  void extremeInputsStayFinite(Activation.Elementwise activation) {
    float[] row = outputs(activation, -1e30f, 1e30f);
    boolean growing =
        activation == Activation.Elementwise.RELU
            || activation == Activation.Elementwise.LEAKY_RELU;
    boolean leaking = activation == Activation.Elementwise.LEAKY_RELU;
    float smallest = activation == Activation.Elementwise.TANH ? -1 : leaking ? -1e28f : 0;
    assertArrayEquals(new float[] {smallest, growing ? 1e30f : 1}, row);
    float[] gradient = {1, 1};
    activation.multiplyDerivative(gradient, row, 2);
    assertArrayEquals(new float[] {leaking ? 0.01f : 0, growing ? 1 : 0}, gradient);
  }

  @ParameterizedTest
  @EnumSource(Activation.Elementwise.class)
  void onlyTheLengthIsTouched(Activation.Elementwise activation) {
    float[] row = {-2, -2};
    activation.apply(row, 1);
    assertEquals(-2, row[1]);
    float[] gradient = {-2, -2};
    activation.multiplyDerivative(gradient, new float[] {0.5f, 0.5f}, 1);
    assertEquals(-2, gradient[1]);
  }
}
