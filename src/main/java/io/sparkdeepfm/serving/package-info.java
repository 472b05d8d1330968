/**
 * Scoring without Spark: {@link io.sparkdeepfm.serving.Scorer} opens the file that a fitted
 * pipeline was exported to, encodes raw rows and scores them.
 *
 * <pre>
 * raw values ── RowValues: FieldSlot by FieldSlot ── FieldColumns ── model.Scorer ── logit
 * </pre>
 */
package io.sparkdeepfm.serving;
