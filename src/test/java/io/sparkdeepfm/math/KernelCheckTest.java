package io.sparkdeepfm.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

/** What is asked of a kernel on processors that no test runs on. */
class KernelCheckTest {
  /** Plain Java, but for the first number of products of one column. */
  private static Sgemm.Kernel wrongInOneColumn(float written) {
    Sgemm.Kernel right = new PortableSgemm();
    return new Sgemm.Kernel() {
      @Override
      public String name() {
        return "wrong in one column";
      }

      @Override
      public void multiply(
          Sgemm.Form form,
          int m,
          int n,
          int k,
          FloatMemory a,
          FloatMemory b,
          Sgemm.Epilogue epilogue,
          FloatMemory bias,
          FloatMemory c) {
        right.multiply(form, m, n, k, a, b, epilogue, bias, c);
        if (n == 1 && m > 1) {
          c.put(0, new float[] {written}, 0, 1);
        }
      }
    };
  }

  @Test
  void kernelsThatMultiplyRightlyPass() {
    assertNull(KernelCheck.mistake(new OneDnnSgemm()));
    assertNull(KernelCheck.mistake(new PortableSgemm()));
  }

  @Test
  void aProductThatIsWrongInOneNumberIsNamed() {
    for (float written : new float[] {3.01f, Float.NaN}) {
      assertEquals(
          "a product PLAIN NONE of 17 × 33 by 33 × 1 is wrong here",
          KernelCheck.mistake(wrongInOneColumn(written)));
    }
  }
}
