package io.sparkdeepfm.examples.samples;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Phones with their apps: three multi-valued columns that share one vocabulary. */
final class AppsSample implements Sample {
  @Override
  public String name() {
    return "apps";
  }

  @Override
  public String description() {
    return """
        Advertisements shown on phones, and the apps on them: those in use with their share of the
        day, those installed, those removed with a weight that fades. The same app means the same
        in all three columns, which come in the three forms that a multivalued field may have.""";
  }

  @Override
  public String label() {
    return "clicked";
  }

  @Override
  public StructType schema() {
    return new StructType()
        .add("ad", DataTypes.StringType)
        .add("minutes", DataTypes.IntegerType)
        .add("active", DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType))
        .add("installed", DataTypes.createArrayType(DataTypes.StringType))
        .add("uninstalled", DataTypes.StringType)
        .add(label(), DataTypes.IntegerType)
        .add(TRUE_PROBABILITY, DataTypes.DoubleType);
  }

  @Override
  public List<String[]> columns() {
    return List.of(
        new String[] {"ad", "string", "what is advertised, one of eight"},
        new String[] {"minutes", "int", "of use per day, null where unknown"},
        new String[] {"active", "map<string,double>", "app in use → weight in (0, 1]"},
        new String[] {"installed", "array<string>", "apps on the phone"},
        new String[] {"uninstalled", "string", "removed apps as `app12:0.7,app03:0.2`, or null"},
        new String[] {label(), "int", "1 = clicked, else 0"},
        new String[] {TRUE_PROBABILITY, "double", "the probability that the label was drawn with"});
  }

  @Override
  public List<String> fields() {
    return List.of(
        "{\"column\": \"ad\", \"type\": \"categorical\"}",
        "{\"column\": \"minutes\", \"type\": \"numeric\", \"transform\": \"logMinMax\"}",
        "{\"column\": \"active\", \"type\": \"multivalued\", \"vocabulary\": \"app\","
            + " \"pooling\": \"mean\"}",
        "{\"column\": \"installed\", \"type\": \"multivalued\", \"vocabulary\": \"app\","
            + " \"pooling\": \"mean\"}",
        "{\"column\": \"uninstalled\", \"type\": \"multivalued\", \"vocabulary\": \"app\","
            + " \"pooling\": \"mean\", \"delimiter\": \",\", \"weightDelimiter\": \":\"}");
  }

  @Override
  public int trainRows() {
    return 48_000;
  }

  @Override
  public int testRows() {
    return 12_000;
  }

  @Override
  public double baseRate() {
    return 0.3;
  }

  @Override
  public Source source(SeededRandom random) {
    return new AppsSource(random);
  }

  @Override
  public Object[] outcome(int label, double probability) {
    return new Object[] {label, probability};
  }
}
