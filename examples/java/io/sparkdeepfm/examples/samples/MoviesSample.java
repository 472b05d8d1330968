package io.sparkdeepfm.examples.samples;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Movies rated by users, with several genres and a title each. */
final class MoviesSample implements Sample {
  @Override
  public String name() {
    return "movies";
  }

  @Override
  public String description() {
    return """
        Invented users who rate invented movies. What a user likes follows from gender, age and
        occupation, together with the movie's genres; the movie's own quality, a word of its title
        and the user's kindness add to it.""";
  }

  @Override
  public String label() {
    return "liked";
  }

  @Override
  public StructType schema() {
    return new StructType()
        .add("user", DataTypes.StringType)
        .add("gender", DataTypes.StringType)
        .add("age", DataTypes.IntegerType)
        .add("occupation", DataTypes.StringType)
        .add("movie", DataTypes.StringType)
        .add("genres", DataTypes.createArrayType(DataTypes.StringType))
        .add("title", DataTypes.StringType)
        .add("rating", DataTypes.IntegerType)
        .add(label(), DataTypes.IntegerType)
        .add(TRUE_PROBABILITY, DataTypes.DoubleType);
  }

  @Override
  public List<String[]> columns() {
    return List.of(
        new String[] {"user", "string", "who rates"},
        new String[] {"gender", "string", "F or M"},
        new String[] {"age", "int", "in years"},
        new String[] {"occupation", "string", "null where not stated"},
        new String[] {"movie", "string", "what is rated"},
        new String[] {"genres", "array<string>", "one to three of ten"},
        new String[] {"title", "string", "three words"},
        new String[] {"rating", "int", "1 to 5; tells the label, so it is no field"},
        new String[] {label(), "int", "1 = rated 4 or 5, else 0"},
        new String[] {TRUE_PROBABILITY, "double", "the probability that the label was drawn with"});
  }

  @Override
  public List<String> fields() {
    return List.of(
        "{\"column\": \"user\", \"type\": \"categorical\", \"minFrequency\": 20}",
        "{\"column\": \"gender\", \"type\": \"categorical\"}",
        "{\"column\": \"age\", \"type\": \"numeric\", \"transform\": \"logMinMax\"}",
        "{\"column\": \"occupation\", \"type\": \"categorical\"}",
        "{\"column\": \"movie\", \"type\": \"categorical\", \"minFrequency\": 20}",
        "{\"column\": \"genres\", \"type\": \"multivalued\", \"pooling\": \"mean\"}",
        "{\"column\": \"title\", \"type\": \"text\", \"maxVocabularySize\": 1000,"
            + " \"pooling\": \"mean\"}");
  }

  @Override
  public int trainRows() {
    return 40_000;
  }

  @Override
  public int testRows() {
    return 10_000;
  }

  @Override
  public double baseRate() {
    return 0.45;
  }

  @Override
  public Source source(SeededRandom random) {
    return new MoviesSource(random);
  }

  /** The rating goes with the label and, within the same label, with the probability. */
  @Override
  public Object[] outcome(int label, double probability) {
    int rating = label == 1 ? (probability < 0.6 ? 4 : 5) : 1 + (int) Math.min(2, 5 * probability);
    return new Object[] {rating, label, probability};
  }
}
