/**
 * How good predicted probabilities are, as Spark ML evaluators: for pipelines and searches with any
 * classifier's output.
 *
 * <pre>
 * labelCol, probabilityCol, weightCol ── ScoreColumns: checked, as doubles
 *                                             ├── ScoreSums ────── LogLossEvaluator
 *                                             │                    NormalizedEntropyEvaluator
 *                                             ├── and bins ─────── CalibrationEvaluator
 * groupCol ───────────────────────────────────┴── ranks by group ─ GroupAucEvaluator
 * </pre>
 *
 * <p>Each metric is defined once, in ProbabilityMetric; {@link
 * io.sparkdeepfm.evaluation.ProbabilityEvaluator} has all of them by {@code metricName}.
 */
package io.sparkdeepfm.evaluation;
