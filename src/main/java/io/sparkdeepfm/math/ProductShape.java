package io.sparkdeepfm.math;

/** C (m × n) ← op(A) (m × k) · op(B) (k × n), stored as the epilogue says. */
record ProductShape(ProductForm form, int m, int n, int k, Epilogue epilogue) {
  boolean is(ProductForm otherForm, int otherM, int otherN, int otherK, Epilogue otherEpilogue) {
    return m == otherM
        && n == otherN
        && k == otherK
        && form == otherForm
        && epilogue == otherEpilogue;
  }
}
