/**
 * The place for Spark's internal rows, expressions and plans.
 *
 * <p>They are no public API of Spark: whoever calls this package must be ready for a {@link
 * LinkageError} on another build of Spark, and have a way by the public API.
 */
package io.sparkdeepfm.catalyst;
