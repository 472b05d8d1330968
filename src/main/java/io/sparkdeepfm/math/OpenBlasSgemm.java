package io.sparkdeepfm.math;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import org.bytedeco.openblas.global.openblas;
import org.bytedeco.openblas.global.openblas_full;

/** OpenBLAS, which picks the instructions of the processor at run time. */
final class OpenBlasSgemm implements SgemmKernel {
  /** Loads the library; single-threaded, because our threads each take a slice. */
  OpenBlasSgemm() {
    blas_set_num_threads(1);
  }

  @Override
  public String name() {
    return "OpenBLAS "
        + openblas.OPENBLAS_VERSION.replace("OpenBLAS", "").strip()
        + " for "
        + openblas_full.openblas_get_corename().getString();
  }

  @Override
  public void multiply(
      int m, int n, int k, FloatMemory a, FloatMemory b, float beta, FloatMemory c) {
    cblas_sgemm(
        CblasRowMajor,
        CblasNoTrans,
        CblasNoTrans,
        m,
        n,
        k,
        1f,
        a.buffer(),
        k,
        b.buffer(),
        n,
        beta,
        c.buffer(),
        n);
  }

  @Override
  public void multiplyTransposedRight(
      int m, int n, int k, FloatMemory a, FloatMemory b, float beta, FloatMemory c) {
    cblas_sgemm(
        CblasRowMajor,
        CblasNoTrans,
        CblasTrans,
        m,
        n,
        k,
        1f,
        a.buffer(),
        k,
        b.buffer(),
        k,
        beta,
        c.buffer(),
        n);
  }

  @Override
  public void multiplyTransposedLeft(
      int m, int n, int k, FloatMemory a, FloatMemory b, float beta, FloatMemory c) {
    cblas_sgemm(
        CblasRowMajor,
        CblasTrans,
        CblasNoTrans,
        m,
        n,
        k,
        1f,
        a.buffer(),
        m,
        b.buffer(),
        n,
        beta,
        c.buffer(),
        n);
  }
}
