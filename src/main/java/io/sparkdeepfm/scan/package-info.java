/**
 * Reads columnar files (Parquet, ORC) by column batches instead of rows, where a plan allows it:
 * what depends on one cell only is then computed once per entry of the column's dictionary.
 */
package io.sparkdeepfm.scan;
