/** From the Params of an estimator and its rows to a trained model, whatever it foretells. */
package io.sparkdeepfm.fit;
