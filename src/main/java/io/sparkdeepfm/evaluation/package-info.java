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
 * <p>The area under the ROC curve over all rows is Spark's own {@code
 * BinaryClassificationEvaluator}.
 */
package io.sparkdeepfm.evaluation;
