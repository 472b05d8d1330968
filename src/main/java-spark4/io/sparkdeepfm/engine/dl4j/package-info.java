/** Where the engine of Deeplearning4j would be if it ran with Scala 2.13. */
package io.sparkdeepfm.engine.dl4j;
