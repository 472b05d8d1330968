/**
 * Counts the tokens of all columns in one pass and ranks them; keeps, saves and loads the result.
 */
package io.sparkdeepfm.stage.vocabulary;
