package io.sparkdeepfm.column;

/** Names of columns, as users give them. */
public final class ColumnNames {
  private ColumnNames() {}

  /** The name as Spark's column functions want it: a dot or backtick inside is part of the name. */
  public static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
