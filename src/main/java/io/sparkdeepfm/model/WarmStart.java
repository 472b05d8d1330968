package io.sparkdeepfm.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a training begins that goes on from an earlier model: row r of a table is row r of the
 * earlier model's as far as that went, further rows are as the {@link Initializer} drew them, and
 * all dense parameters, moving statistics included, are the earlier model's.
 *
 * @param parameters to begin from, shared with nobody; null for those of the seed
 * @param report which rows are old and which new
 */
public record WarmStart(DeepFMParameters parameters, WarmStartReport report) {
  /** Without an earlier model. */
  public static final WarmStart NONE = new WarmStart(null, WarmStartReport.NONE);

  /**
   * Puts an earlier model's parameters over fresh ones.
   *
   * @param oldConfig the earlier model's shape
   * @param old the earlier model's parameters; copied from
   * @param config the shape to train
   * @param fresh parameters of that shape as the seed gives them; written into
   * @throws IllegalArgumentException unless the shapes fit, as {@link WarmStartShape} says
   */
  public static WarmStart of(
      DeepFMConfig oldConfig, DeepFMParameters old, DeepFMConfig config, DeepFMParameters fresh) {
    WarmStartShape.check(oldConfig, config);
    fresh.checkShape(config);
    List<WarmStartReport.Table> tables = new ArrayList<>();
    for (int t = 0; t < config.schema().numTables(); t++) {
      EmbeddingTable from = old.table(t);
      EmbeddingTable to = fresh.table(t);
      System.arraycopy(from.values(), 0, to.values(), 0, from.values().length);
      tables.add(
          new WarmStartReport.Table(
              to.vocabulary(), from.numEmbeddings(), to.numEmbeddings() - from.numEmbeddings()));
    }
    System.arraycopy(old.dense(), 0, fresh.dense(), 0, fresh.dense().length);
    return new WarmStart(fresh, new WarmStartReport(tables));
  }
}
