package io.sparkdeepfm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationTest {
  private static final float[] INPUTS = {-30, -2, -0.3f, 0.4f, 1, 2.5f, 30};

  private static float[] outputs(Activation activation, float... inputs) {
    float[] row = inputs.clone();
    activation.apply(row, row.length);
    return row;
  }

  @Test
  void outputsAreThoseOfTheFormulas() {
    for (float z : INPUTS) {
      assertEquals(z > 0 ? z : 0, outputs(Activation.RELU, z)[0]);
      assertEquals(Math.tanh(z), outputs(Activation.TANH, z)[0], 1e-7);
      assertEquals(1 / (1 + Math.exp(-z)), outputs(Activation.SIGMOID, z)[0], 1e-7);
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void derivativesAreThoseOfFiniteDifferences(Activation activation) {
    float step = 1e-2f;
    for (float z : INPUTS) {
      float[] gradient = {3};
      activation.multiplyDerivative(gradient, outputs(activation, z), 1);
      float difference = outputs(activation, z + step)[0] - outputs(activation, z - step)[0];
      assertEquals(3 * difference / (2 * step), gradient[0], 1e-3, "at " + z);
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void extremeInputsStayFinite(Activation activation) {
    float[] row = outputs(activation, -1e30f, 1e30f);
    float largest = activation == Activation.RELU ? 1e30f : 1;
    float smallest = activation == Activation.TANH ? -1 : 0;
    assertArrayEquals(new float[] {smallest, largest}, row);
    float[] gradient = {1, 1};
    activation.multiplyDerivative(gradient, row, 2);
    assertArrayEquals(new float[] {0, activation == Activation.RELU ? 1 : 0}, gradient);
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void onlyTheLengthIsTouched(Activation activation) {
    float[] row = {-2, -2};
    activation.apply(row, 1);
    assertEquals(-2, row[1]);
    float[] gradient = {-2, -2};
    activation.multiplyDerivative(gradient, new float[] {0.5f, 0.5f}, 1);
    assertEquals(-2, gradient[1]);
  }
}
