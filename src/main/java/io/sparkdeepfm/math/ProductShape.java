package io.sparkdeepfm.math;

/**
 * C (m × n) ← op(A) (m × k) · op(B) (k × n), + C if {@code adds}.
 *
 * @param adds whether the product is added to C, which is otherwise not read
 */
record ProductShape(ProductForm form, int m, int n, int k, boolean adds) {
  boolean is(ProductForm otherForm, int otherM, int otherN, int otherK, boolean otherAdds) {
    return m == otherM && n == otherN && k == otherK && form == otherForm && adds == otherAdds;
  }
}
