/**
 * Mains behind the scripts of {@code examples/}: each brings the files of a public data set into a
 * form that the command line reads, then trains as a published system did.
 */
package io.sparkdeepfm.examples;
