package io.sparkdeepfm.persist;

import java.io.Serializable;

/**
 * One row of {@code dense/}; public and mutable because Spark's bean encoder, which copies float
 * arrays without boxing, needs it so.
 */
public final class DenseRow implements Serializable {
  private String name;
  private int rows;
  private int columns;
  private float[] values;

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public int getRows() {
    return rows;
  }

  public void setRows(int rows) {
    this.rows = rows;
  }

  public int getColumns() {
    return columns;
  }

  public void setColumns(int columns) {
    this.columns = columns;
  }

  public float[] getValues() {
    return values;
  }

  public void setValues(float[] values) {
    this.values = values;
  }
}
