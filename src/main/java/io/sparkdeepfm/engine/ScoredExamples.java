package io.sparkdeepfm.engine;

import java.io.Serializable;

/**
 * Scores of some examples beside what they should have been.
 *
 * @param logits of each example
 * @param labels 0 or 1
 * @param weights row weights
 */
@SuppressWarnings("ArrayRecordComponent") // a message, never compared
public record ScoredExamples(float[] logits, float[] labels, float[] weights)
    implements Serializable {}
