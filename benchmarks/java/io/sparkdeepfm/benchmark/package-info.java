/**
 * What {@code benchmarks/run.sh} measures: one {@link io.sparkdeepfm.benchmark.BenchmarkCase} per
 * question, each run in a JVM of its own, and the report that is made of their results.
 */
package io.sparkdeepfm.benchmark;
