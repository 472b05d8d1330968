/**
 * Files from which a training that ended before its time goes on: their bytes, their directory, and
 * what of a training must be the same for it.
 */
package io.sparkdeepfm.checkpoint;
