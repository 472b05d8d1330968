package io.sparkdeepfm.examples.samples;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Advertisements with the columns of Criteo's logs. */
final class ClicksSample implements Sample {
  private static final int MIN_FREQUENCY = 300;

  @Override
  public String name() {
    return "clicks";
  }

  @Override
  public String description() {
    return """
        Advertisements shown, with the columns of Criteo's logs: 13 counts, 26 hexadecimal tokens,
        many of them missing, tokens as skewed as in real logs. Campaign (C2), site (C1), device
        (C5), user segment (C6) and the counts I1, I3, I6, I11 decide, by themselves and as pairs
        campaign × segment and site × device. C4, C10, C11, C15, C19 and C24 follow from those; the
        rest is noise.""";
  }

  @Override
  public String label() {
    return "clicked";
  }

  @Override
  public StructType schema() {
    StructType schema = new StructType();
    for (int j = 1; j <= ClicksSource.COUNTS; j++) {
      schema = schema.add("I" + j, DataTypes.IntegerType);
    }
    for (int j = 1; j <= ClicksSource.TOKENS; j++) {
      schema = schema.add("C" + j, DataTypes.StringType);
    }
    return schema.add(label(), DataTypes.IntegerType).add(TRUE_PROBABILITY, DataTypes.DoubleType);
  }

  @Override
  public List<String[]> columns() {
    return List.of(
        new String[] {"I1 … I13", "int", "counts, null where missing; I2 may be −1"},
        new String[] {"C1 … C26", "string", "hexadecimal tokens, null where missing"},
        new String[] {label(), "int", "1 = clicked, else 0"},
        new String[] {TRUE_PROBABILITY, "double", "the probability that the label was drawn with"});
  }

  @Override
  public List<String> fields() {
    List<String> fields = new ArrayList<>();
    for (int j = 1; j <= ClicksSource.COUNTS; j++) {
      fields.add(
          String.format(
              "{\"column\": \"I%d\", \"type\": \"numeric\", \"transform\": \"logMinMax\"}", j));
    }
    for (int j = 1; j <= ClicksSource.TOKENS; j++) {
      fields.add(
          String.format(
              "{\"column\": \"C%d\", \"type\": \"categorical\", \"minFrequency\": %d}",
              j, MIN_FREQUENCY));
    }
    return fields;
  }

  @Override
  public int trainRows() {
    return 80_000;
  }

  @Override
  public int testRows() {
    return 20_000;
  }

  @Override
  public double baseRate() {
    return 0.25;
  }

  @Override
  public Source source(SeededRandom random) {
    return new ClicksSource(random);
  }

  @Override
  public Object[] outcome(int label, double probability) {
    return new Object[] {label, probability};
  }
}
