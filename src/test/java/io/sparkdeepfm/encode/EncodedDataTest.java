package io.sparkdeepfm.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.encode.EncodedData.ExampleColumns;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.testing.SharedSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a table that is sorted by its label: rows 1 … n, the first half with label 0. */
@Tag("spark")
class EncodedDataTest {
  private static final ExampleColumns COLUMNS =
      new ExampleColumns("features", "label", null, null, Loss.LOG);
  private static final FieldSchema SCHEMA = new FieldSchema(List.of(Field.numeric("number")));

  private static Dataset<Row> sorted(int rows, int partitions) {
    return new VectorAssembler()
        .setInputCols(new String[] {"number"})
        .setOutputCol("features")
        .transform(
            SharedSpark.get()
                .range(1, rows + 1L, 1, partitions)
                .selectExpr("cast(id as double) number", "int(id > " + rows / 2 + ") label"));
  }

  /** The blocks of each worker. */
  private static List<List<ExampleBlock>> encode(
      int rows, int partitions, double validationFraction, int workers, long seed) {
    RowRules rules = new RowRules(validationFraction, 1, 1, seed);
    try (EncodedData data =
        EncodedData.encode(sorted(rows, partitions), COLUMNS, SCHEMA, rules, workers, 0)) {
      List<List<ExampleBlock>> blocks = data.blocks().glom().collect();
      for (int w = 0; w < workers; w++) {
        assertStoredAsPromised(data.workers().get(w), training(blocks.get(w)));
      }
      return blocks;
    }
  }

  private static List<ExampleBlock> training(List<ExampleBlock> blocks) {
    return blocks.stream().filter(block -> !block.validation()).toList();
  }

  private static void assertStoredAsPromised(WorkerExamples worker, List<ExampleBlock> training) {
    assertEquals(
        IntStream.range(0, worker.numBlocks()).map(worker::sizeOf).boxed().toList(),
        training.stream().map(ExampleBlock::size).toList());
  }

  private static float[] numbers(List<ExampleBlock> blocks) {
    List<Float> numbers = new ArrayList<>();
    for (ExampleBlock block : blocks) {
      for (float number : block.columns()[0].values()) {
        numbers.add(number);
      }
    }
    float[] result = new float[numbers.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = numbers.get(i);
    }
    return result;
  }

  private static double mean(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElseThrow();
  }

  /**
   * By label, and by the number as a date would be. A block's examples come from the pieces of a
   * pool, of which each has one label at worst: 37,856 / 256 in the smallest pool here.
   */
  @ParameterizedTest
  @CsvSource({"40000, 1, 4", "40000, 8, 4", "3000, 200, 3", "300000, 2, 1"})
  void everyWorkerAndEveryBlockHasAFairSampleOfASortedTable(
      int rows, int partitions, int numWorkers) {
    List<List<ExampleBlock>> workers = encode(rows, partitions, 0, numWorkers, 3);
    List<ExampleBlock> all = new ArrayList<>();
    for (List<ExampleBlock> worker : workers) {
      float[] numbers = numbers(worker);
      assertEquals((double) rows / numWorkers, numbers.length, partitions);
      double error = rows / Math.sqrt(12.0 * numbers.length);
      assertEquals((rows + 1) / 2.0, mean(numbers), 5 * error);
      for (ExampleBlock block : worker) {
        assertEquals(0.5, mean(block.labels()), 5 * Math.sqrt(0.25 / block.size() + 0.25 / 148));
      }
      all.addAll(worker);
    }
    float[] once = numbers(all);
    Arrays.sort(once);
    float[] expected = new float[rows];
    for (int i = 0; i < rows; i++) {
      expected[i] = i + 1;
    }
    assertArrayEquals(expected, once);
  }

  @Test
  void validationRowsStandApartAndAreSharedOutToo() {
    List<List<ExampleBlock>> workers = encode(20_000, 3, 0.25, 2, 3);
    for (List<ExampleBlock> worker : workers) {
      int validation =
          worker.stream().filter(ExampleBlock::validation).mapToInt(ExampleBlock::size).sum();
      int training = training(worker).stream().mapToInt(ExampleBlock::size).sum();
      assertEquals(7500, training, 100);
      assertEquals(2500, validation, 1500);
    }
  }

  @Test
  void theSameSeedEncodesAlikeAndAnotherDoesNot() {
    List<List<ExampleBlock>> first = encode(9_000, 3, 0, 2, 3);
    List<List<ExampleBlock>> again = encode(9_000, 3, 0, 2, 3);
    List<List<ExampleBlock>> other = encode(9_000, 3, 0, 2, 4);
    for (int w = 0; w < 2; w++) {
      assertArrayEquals(numbers(first.get(w)), numbers(again.get(w)));
      assertFalse(Arrays.equals(numbers(first.get(w)), numbers(other.get(w))));
    }
  }
}
