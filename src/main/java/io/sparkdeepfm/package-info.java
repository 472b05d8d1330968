/** DeepFM click-through-rate prediction for Apache Spark ML. */
package io.sparkdeepfm;
