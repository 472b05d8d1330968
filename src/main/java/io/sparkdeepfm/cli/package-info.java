/** The mains behind {@code submit/}: train, score, evaluate, generate samples. */
package io.sparkdeepfm.cli;
