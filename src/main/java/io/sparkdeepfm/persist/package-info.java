/** Versioned save and load: JSON metadata and Parquet tables. */
package io.sparkdeepfm.persist;
