/**
 * The DeepFM itself: its shape, its parameters, its forward and backward pass; knows nothing of
 * Spark.
 */
package io.sparkdeepfm.model;
