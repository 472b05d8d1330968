/**
 * The seam to fast code: off-heap matrices and matrix products. The only package that calls native
 * libraries.
 */
package io.sparkdeepfm.math;
