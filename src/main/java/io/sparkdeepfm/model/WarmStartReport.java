package io.sparkdeepfm.model;

import java.io.Serializable;
import java.util.List;

/**
 * What a training took over from an initial model.
 *
 * @param tables one entry per vocabulary, in the order of the schema's tables; empty without an
 *     initial model
 */
public record WarmStartReport(List<Table> tables) implements Serializable {
  /** That of a training from the seed alone. */
  public static final WarmStartReport NONE = new WarmStartReport(List.of());

  public WarmStartReport {
    tables = List.copyOf(tables);
  }

  /**
   * The embedding rows of one vocabulary.
   *
   * @param oldRows taken over from the initial model, the unknown's included
   * @param newRows behind them, drawn from the seed
   */
  public record Table(String vocabulary, int oldRows, int newRows) implements Serializable {}

  /** Whether there was an initial model. */
  public boolean isWarmStart() {
    return !tables.isEmpty();
  }

  /** Embedding rows taken over, of all vocabularies together. */
  public long oldRows() {
    return tables.stream().mapToLong(Table::oldRows).sum();
  }

  /** Embedding rows drawn from the seed, of all vocabularies together. */
  public long newRows() {
    return tables.stream().mapToLong(Table::newRows).sum();
  }
}
