/**
 * Tokens without Spark: the text of a value, the entries of a list written as a string, hash tables
 * of tokens, and their indices.
 */
package io.sparkdeepfm.token;
