package io.sparkdeepfm.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.Murmur3;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.execution.debug.package$;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All stages one after the other, on any number of columns of odd values. */
@Tag("spark")
@Tag("spark4")
class WideStagesTest {
  private static final String[] VALUES = {
    null, "", "a", "é", "日本語", "😀", "a b", "null", "0123456789abcdef", "7", "\0", "x".repeat(300)
  };
  private static final int NUM_ROWS = 90;
  private static final int BUCKETS = 50;

  private static String value(int row, int column) {
    return VALUES[(row * row + 3 * column + row / 7) % VALUES.length];
  }

  /** String columns c0, c1 …, and the number of the row as id. */
  private static Dataset<Row> data(int numColumns) {
    StructType schema = new StructType();
    for (int c = 0; c < numColumns; c++) {
      schema = schema.add("c" + c, DataTypes.StringType);
    }
    schema = schema.add("id", DataTypes.DoubleType);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < NUM_ROWS; i++) {
      int row = i;
      rows.add(
          RowFactory.create(
              Stream.concat(
                      IntStream.range(0, numColumns).mapToObj(c -> value(row, c)),
                      Stream.of((double) row))
                  .toArray()));
    }
    return SharedSpark.get().createDataFrame(rows, schema);
  }

  private static String[] columns(int numColumns, String suffix) {
    return IntStream.range(0, numColumns).mapToObj(c -> "c" + c + suffix).toArray(String[]::new);
  }

  private static Pipeline pipeline(int n) {
    String[] fields =
        Stream.of(columns(n, "_index"), columns(n, "_bucket"), new String[] {"id_scaled"})
            .flatMap(Arrays::stream)
            .toArray(String[]::new);
    PipelineStage[] stages = {
      new VocabularyIndexer()
          .setInputCols(columns(n, ""))
          .setOutputCols(columns(n, "_index"))
          .setMinFrequency(2),
      new FieldHasher()
          .setInputCols(columns(n, ""))
          .setOutputCols(columns(n, "_bucket"))
          .setVocabularies(columns(n, "_hashed"))
          .setNumBuckets(BUCKETS),
      new LogMinMaxScaler().setInputCols("id").setOutputCols("id_scaled"),
      new FieldAssembler().setInputCols(fields)
    };
    return new Pipeline().setStages(stages);
  }

  /** Index by value, from the definition. */
  private static Map<String, Integer> vocabulary(int column) {
    Map<String, Long> counts =
        IntStream.range(0, NUM_ROWS)
            .mapToObj(i -> value(i, column))
            .filter(Objects::nonNull)
            .collect(Collectors.groupingBy(v -> v, Collectors.counting()));
    List<String> order =
        counts.keySet().stream()
            .filter(v -> counts.get(v) >= 2)
            .sorted(
                Comparator.<String, Long>comparing(counts::get)
                    .reversed()
                    .thenComparing(
                        v -> v.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned))
            .toList();
    Map<String, Integer> indices = new HashMap<>();
    order.forEach(v -> indices.put(v, indices.size() + 1));
    return indices;
  }

  private static List<Vector> expected(int numColumns) {
    List<Map<String, Integer>> vocabularies =
        IntStream.range(0, numColumns).mapToObj(WideStagesTest::vocabulary).toList();
    int bucketsBegin = vocabularies.stream().mapToInt(v -> v.size() + 1).sum();
    int size = bucketsBegin + numColumns * BUCKETS + 1;
    List<Vector> expected = new ArrayList<>();
    for (int i = 0; i < NUM_ROWS; i++) {
      double[] dense = new double[size];
      int begin = 0;
      for (int c = 0; c < numColumns; c++) {
        String value = value(i, c);
        if (value != null) {
          int seed = Murmur3.hash("c" + c + "_hashed", 0);
          dense[begin + vocabularies.get(c).getOrDefault(value, 0)] = 1;
          int bucket = Math.floorMod(Murmur3.hash(value, seed), BUCKETS);
          dense[bucketsBegin + c * BUCKETS + bucket] = 1;
        }
        begin += vocabularies.get(c).size() + 1;
      }
      dense[size - 1] = Math.log1p(i) / Math.log1p(NUM_ROWS - 1);
      expected.add(Vectors.dense(dense).toSparse());
    }
    return expected;
  }

  private static List<Vector> features(Dataset<Row> result) {
    return result.select("id", "features").collectAsList().stream()
        .sorted(Comparator.comparing(row -> row.getDouble(0)))
        .map(row -> row.<Vector>getAs(1))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 26, 100})
  void featuresAreThoseOfTheDefinition(int numColumns) {
    Dataset<Row> data = data(numColumns);
    Dataset<Row> result = pipeline(numColumns).fit(data).transform(data);
    assertEquals(expected(numColumns), features(result));
  }

  @Test
  void whereTheRowsLieMakesNoDifference(@TempDir Path directory) {
    Dataset<Row> data = data(3);
    String file = directory.resolve("data").toString();
    data.repartition(3).write().parquet(file);
    Dataset<Row> read = SharedSpark.get().read().parquet(file);
    Dataset<Row> shuffled = data.repartition(4).sort("c1");
    Dataset<Row> cached = data.cache();
    for (Dataset<Row> rows : List.of(read, shuffled, cached)) {
      assertEquals(expected(3), features(pipeline(3).fit(rows).transform(rows)));
    }
    data.unpersist();
  }

  /** HotSpot interprets methods of more than 8,000 bytes for ever. */
  @ParameterizedTest
  @ValueSource(ints = {1, 39, 99})
  void noGeneratedMethodGrowsBeyondWhatIsCompiled(int numColumns, @TempDir Path directory) {
    String file = directory.resolve("data").toString();
    data(numColumns).drop("id").write().parquet(file);
    Dataset<Row> data = SharedSpark.get().read().parquet(file);
    String[] outputs = columns(numColumns, "_bucket");
    FieldHasher hasher =
        new FieldHasher().setInputCols(columns(numColumns, "")).setOutputCols(outputs);
    FieldAssembler assembler = new FieldAssembler().setInputCols(outputs);
    Dataset<Row> features = assembler.transform(hasher.transform(data)).select("features");
    List<Integer> sizes = new ArrayList<>();
    package$
        .MODULE$
        .codegenStringSeq(features.queryExecution().executedPlan())
        .foreach(stage -> sizes.add(stage._3().maxMethodCodeSize()));
    assertTrue(sizes.stream().allMatch(size -> size <= 8000), sizes.toString());
    assertTrue(sizes.size() == 1, "the scan alone is generated as a whole: " + sizes);
  }
}
