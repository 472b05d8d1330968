/** A fitted pipeline as one file to score with outside Spark. */
package io.sparkdeepfm.export;
