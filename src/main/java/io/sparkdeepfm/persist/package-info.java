/** Versioned files of fitted models: JSON metadata and Parquet tables, no Java serialization. */
package io.sparkdeepfm.persist;
