/** The mains behind {@code submit/}: train, score, evaluate. */
package io.sparkdeepfm.cli;
