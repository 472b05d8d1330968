/**
 * Training as a Deeplearning4j graph with Deeplearning4j Spark's own parameter averaging, on the
 * ND4J backend that is on the class path: the only package that imports {@code org.deeplearning4j}
 * and {@code org.nd4j}.
 *
 * <pre>
 * examples ─ embeddings ─┬─ terms (first order, pairs) ──────────┬─ combined ─ logit ─ loss
 *                        └─ deepInput ─ linear0 ─ norm0 ─ … ─────┘
 * </pre>
 */
package io.sparkdeepfm.engine.dl4j;
