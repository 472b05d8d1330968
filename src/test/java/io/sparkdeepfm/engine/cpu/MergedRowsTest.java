package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.engine.cpu.Averaging.RowRule;
import io.sparkdeepfm.testing.SharedSpark;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who gets which averages, and which rows stay where they are. */
@Tag("spark")
class MergedRowsTest {
  private static final int WORKERS = 3;
  private static final int FAR = RowMessage.SEGMENT_ROWS + 5; // in the second segment

  private static final FieldSchema SCHEMA =
      new FieldSchema(
          List.of(
              Field.numeric("age"),
              new Field("app", "apps", 2 * RowMessage.SEGMENT_ROWS, Pooling.SUM)));

  private static final class One extends Partitioner {
    @Override
    public int numPartitions() {
      return 1;
    }

    @Override
    public int getPartition(Object key) {
      return 0;
    }
  }

  private static ExampleBlock block(boolean validation, int... apps) {
    FieldColumn[] columns = {FieldColumn.numeric(new float[apps.length]), FieldColumn.single(apps)};
    return new ExampleBlock(apps.length, new float[apps.length], null, columns, validation);
  }

  /** Worker 0 has 1, 2 and FAR, worker 1 has 2 and 3, worker 2 has 2 and, to validate on, FAR. */
  private static List<RowHolders> holders() {
    JavaRDD<ExampleBlock> blocks =
        JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext())
            .parallelize(List.of(0, 1, 2), WORKERS)
            .map(
                worker ->
                    switch (worker) {
                      case 0 -> block(false, 1, 2, -1, FAR);
                      case 1 -> block(false, 2, 3);
                      default -> block(false, 2);
                    })
            .mapPartitionsWithIndex(
                (worker, own) -> {
                  List<ExampleBlock> all = new ArrayList<>();
                  own.forEachRemaining(all::add);
                  if (worker == 2) {
                    all.add(block(true, FAR));
                  }
                  return all.iterator();
                },
                true);
    JavaRDD<WorkerRows> workers = HeldRows.find(blocks, SCHEMA);
    JavaRDD<RowHolders> holders = RowHolders.of(workers, SCHEMA.numTables(), WORKERS, new One());
    try {
      return holders.collect();
    } finally {
      holders.unpersist(true);
      workers.unpersist(true);
    }
  }

  private static RowMessage sent(int worker, int table, int row, float movement) {
    return new RowMessage(
        RowMessage.segment(table, row),
        worker,
        new RowUpdates(new int[] {row}, new float[] {movement, 0}, new float[] {10}),
        false);
  }

  private static List<RowMessage> merge(List<RowMessage> sent, List<RowHolders> holders) {
    List<RowMessage> sorted = new ArrayList<>(sent);
    sorted.sort(Comparator.comparingLong(RowMessage::segment));
    List<RowMessage> merged = new ArrayList<>();
    new MergedRows(
            sorted.iterator(),
            holders == null ? null : holders.iterator(),
            new Averaging(RowRule.STEPS, 2),
            10,
            WORKERS)
        .forEachRemaining(merged::add);
    return merged;
  }

  /** What a worker receives of table 1: movements by row, those that it is the home of marked. */
  private static Map<String, Float> received(List<RowMessage> merged, int worker) {
    Map<String, Float> rows = new TreeMap<>();
    for (RowMessage message : merged) {
      if (message.worker() == worker && !message.isGreeting()) {
        assertEquals(1, message.table());
        for (int i = 0; i < message.rows().rows().length; i++) {
          rows.put(
              message.rows().rows()[i] + (message.isHome() ? " home" : ""),
              message.rows().values()[2 * i]);
        }
      }
    }
    return rows;
  }

  private static final List<RowMessage> SENT =
      List.of(
          RowMessage.greeting(RowMessage.GREETING, 0),
          RowMessage.greeting(RowMessage.GREETING, 2),
          sent(0, 1, 1, 7),
          sent(2, 1, 2, 4),
          sent(0, 1, 2, 2),
          sent(0, 1, FAR, 5));

  @Test
  void onlyWorkersWhoseExamplesHaveARowGetItAndOneAloneKeepsIts() {
    List<RowMessage> merged = merge(SENT, holders());
    assertEquals(Map.of("2 home", 3f, FAR + " home", 5f), received(merged, 0));
    assertEquals(Map.of("2", 3f), received(merged, 1));
    assertEquals(Map.of("2", 3f, "" + FAR, 5f), received(merged, 2));
  }

  @Test
  void withoutHoldersEveryWorkerGetsEveryRowAndOneIsItsHome() {
    List<RowMessage> merged = merge(SENT, null);
    int homes = 0;
    for (int worker = 0; worker < WORKERS; worker++) {
      Map<String, Float> rows = received(merged, worker);
      assertEquals(3, rows.size());
      homes += (int) rows.keySet().stream().filter(row -> row.endsWith("home")).count();
    }
    assertEquals(3, homes);
  }

  @Test
  void everyMessageSaysWhoseRowsAreInTheAverage() {
    BitSet senders = new BitSet();
    senders.set(0);
    senders.set(2);
    List<RowMessage> merged = merge(SENT, holders());
    for (RowMessage message : merged) {
      assertEquals(senders, message.senders());
    }
    for (int worker = 0; worker < WORKERS; worker++) {
      int index = worker;
      assertTrue(merged.stream().anyMatch(m -> m.isGreeting() && m.worker() == index));
    }
  }

  @Test
  void receiptsDisagreeIfAWorkersRowsAreMissingOrWereMergedTwice() {
    List<RowMessage> merged = merge(SENT, null);
    List<RowMessage> again = merge(SENT.subList(0, 1), null);
    Receipt of0 = receipt(merged, 0);
    Receipt of2 = receipt(merged, 2);
    assertTrue(Receipt.agree(List.of(of0, of2)));
    assertFalse(Receipt.agree(List.of(of0, receipt(merged, 1))), "1 has not sent");
    assertFalse(Receipt.agree(List.of(of2, receipt(again, 0))));
    List<RowMessage> mixed = new ArrayList<>(merged);
    mixed.addAll(again);
    assertTrue(receipt(mixed, 0).isPresent(), "so that the averaging is repeated");
    assertFalse(Receipt.agree(List.of(receipt(mixed, 0), of2)));
    assertFalse(Receipt.agree(List.of(receipt(mixed, 0))));
  }

  private static Receipt receipt(List<RowMessage> merged, int worker) {
    return Receipt.of(merged.stream().filter(message -> message.worker() == worker).toList(), 0, 0);
  }

  @Test
  void rowsAreCutAtTheEndOfASegmentAndComeBackWhole() {
    RowUpdates rows =
        new RowUpdates(
            new int[] {1, 2, FAR}, new float[] {1, 2, 3, 4, 5, 6}, new float[] {7, 8, 9});
    BitSet one = new BitSet();
    one.set(2);
    RowUpdates rest = rows.without(one);
    assertArrayEquals(new int[] {1, FAR}, rest.rows());
    assertArrayEquals(new float[] {1, 2, 5, 6}, rest.values());
    assertArrayEquals(new float[] {7, 9}, rest.weights());
    assertEquals(RowMessage.segment(1, FAR), RowMessage.segment(1, FAR - 5));
    assertFalse(RowMessage.segment(1, 2) == RowMessage.segment(1, FAR));
  }
}
