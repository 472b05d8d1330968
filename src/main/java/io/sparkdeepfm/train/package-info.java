/**
 * From a Dataset to trained parameters: rows are encoded once, then an engine trains epoch after
 * epoch, with validation and progress between them.
 */
package io.sparkdeepfm.train;
