/**
 * Spark ML stages from raw columns to one features vector that knows its fields.
 *
 * <pre>
 * strings, numbers, lists ── VocabularyIndexer ─┐
 *                         ── FieldHasher ───────┼─ FieldAssembler ── features (sparse Vector)
 * counts, amounts ─────────  LogMinMaxScaler ───┘
 * </pre>
 *
 * A null cell is a missing value and contributes nothing; a token that a vocabulary does not hold
 * has index 0.
 */
package io.sparkdeepfm.stage;
