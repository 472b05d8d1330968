/** Predictions of a model for the rows of a Dataset and for single vectors. */
package io.sparkdeepfm.scoring;
