/**
 * Counts the tokens of all columns in one query and ranks them; keeps, saves and loads the result.
 *
 * <p>{@link io.sparkdeepfm.stage.vocabulary.VocabularyCounting} is the query. Its steps are {@code
 * CountTokens} (per task, dealt out to shards), {@code MergeCounts} (added up, rare tokens dropped)
 * and {@code RankTokens} (sorted, cut by size); {@code TokenChunk} carries what stays to the
 * driver, where it becomes a {@link io.sparkdeepfm.stage.vocabulary.Vocabulary}. {@link
 * io.sparkdeepfm.stage.vocabulary.VocabularyTable} is its form as rows and on disk.
 */
package io.sparkdeepfm.stage.vocabulary;
