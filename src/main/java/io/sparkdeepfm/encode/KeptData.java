package io.sparkdeepfm.encode;

import io.sparkdeepfm.catalyst.CachedRows;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.encode.EncodedData.ExampleColumns;
import io.sparkdeepfm.optim.Loss;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerUnpersistRDD;
import org.apache.spark.sql.Dataset;

/**
 * Encoded data for a fit. Made of rows that Spark has cached, they are kept when the fit ends, and
 * a fit that would encode the same, as that of another setting on a fold of a {@code
 * CrossValidator}, has them for nothing, also while the first one still trains.
 *
 * <p>At most one is kept: until a fit encodes anything else, the cache of the rows is given up, or
 * Spark stops. Closing it says that a fit needs it no more.
 */
public final class KeptData implements AutoCloseable {
  private static final Object LOCK = new Object(); // of the two below, and of users
  private static KeptData newest; // null where there is none to keep
  private static SparkContext watched;

  private final Key key;
  private final SparkContext context;
  private int users;
  private volatile EncodedData data; // null until a fit has encoded them

  private KeptData(Key key, SparkContext context) {
    this.key = key;
    this.context = context;
  }

  /** All that decides about the encoded data. */
  private record Key(
      Optional<CachedRows> rows,
      FieldSchema schema,
      Loss loss,
      RowRules rules,
      boolean hasIndicator, // without one no validation rows are missed
      int numWorkers,
      int coresPerWorker) {}

  /**
   * Encodes a Dataset, unless it is still there from another fit.
   *
   * @param rules which rows are validated on or left out, and weights by label
   * @param numWorkers number of partitions
   * @param coresPerWorker cores that each task on a partition is to have for itself
   * @throws IllegalArgumentException if a row cannot be trained on, no training row is left, or the
   *     labels do not say what is to be learned: all alike for two classes, all 0 for a Poisson
   *     loss
   */
  public static KeptData of(
      Dataset<?> dataset,
      ExampleColumns columns,
      FieldSchema schema,
      RowRules rules,
      int numWorkers,
      int coresPerWorker) {
    Optional<CachedRows> rows = CachedRows.of(EncodedData.select(dataset, columns));
    boolean hasIndicator = columns.validationIndicator() != null;
    Key key =
        new Key(rows, schema, columns.loss(), rules, hasIndicator, numWorkers, coresPerWorker);
    SparkContext context = dataset.sparkSession().sparkContext();
    if (rows.isPresent()) {
      watch(context);
    }
    KeptData used = use(key, context);
    boolean done = false;
    try {
      used.encode(dataset, columns);
      done = true;
      return used;
    } finally {
      if (!done) {
        used.close();
      }
    }
  }

  /** Not under the lock: Spark's own, as it stops, waits for its listeners, and they for ours. */
  private static void watch(SparkContext context) {
    boolean isNew;
    synchronized (LOCK) {
      isNew = watched != context;
      watched = context;
    }
    if (isNew) {
      context.addSparkListener(new Watch(context));
    }
  }

  private static KeptData use(Key key, SparkContext context) {
    synchronized (LOCK) {
      if (newest == null || !newest.serves(key, context)) {
        keep(new KeptData(key, context));
      }
      newest.users++;
      return newest;
    }
  }

  private boolean serves(Key other, SparkContext in) {
    return context == in && isCurrent() && key.equals(other);
  }

  /** Whether the rows that are encoded here are those that a fit would read now. */
  private boolean isCurrent() {
    return !context.isStopped()
        && key.rows.isPresent()
        && key.rows.orElseThrow().arePersisted(context);
  }

  /** Keeps what is given, null for nothing, and nothing else. */
  private static void keep(KeptData next) {
    KeptData last = newest;
    newest = next;
    if (last != null) {
      last.freeIfIdle();
    }
  }

  /** One fit encodes, others wait for it; if it fails, the next one tries. */
  private synchronized void encode(Dataset<?> dataset, ExampleColumns columns) {
    if (data == null) {
      data =
          EncodedData.encode(
              dataset, columns, key.schema, key.rules, key.numWorkers, key.coresPerWorker);
    }
  }

  /** The encoded data. */
  public EncodedData data() {
    return data;
  }

  @Override
  public void close() {
    synchronized (LOCK) {
      users--;
      if (newest == this && (data == null || !isCurrent())) {
        newest = null;
      }
      freeIfIdle();
    }
  }

  private void freeIfIdle() {
    if (users == 0 && newest != this && data != null && !context.isStopped()) {
      data.close();
      data = null;
    }
  }

  /** Hears that cached rows are given up, and that Spark stops. */
  private static final class Watch extends SparkListener {
    private final SparkContext context;

    Watch(SparkContext context) {
      this.context = context;
    }

    @Override
    public void onUnpersistRDD(SparkListenerUnpersistRDD event) {
      synchronized (LOCK) {
        if (newest != null
            && newest.context == context
            && newest.key.rows.filter(rows -> rows.areOf(event.rddId())).isPresent()) {
          keep(null);
        }
      }
    }

    @Override
    public void onApplicationEnd(SparkListenerApplicationEnd event) {
      synchronized (LOCK) {
        if (newest != null && newest.context == context) {
          newest = null;
        }
        watched = watched == context ? null : watched;
      }
    }
  }
}
