/**
 * Makes the data sets in {@code data-samples/}: random rows whose true click probability is known,
 * so that a trained model can be held against the best possible one.
 */
package io.sparkdeepfm.examples.samples;
