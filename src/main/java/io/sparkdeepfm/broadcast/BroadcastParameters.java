package io.sparkdeepfm.broadcast;

import io.sparkdeepfm.data.RowSet;
import io.sparkdeepfm.model.DeepFMParameters;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.reflect.ClassTag$;

/**
 * A model's parameters as tasks get them. In the JVM that made this, where in local mode the tasks
 * run too, they are the ones that were given, so nobody may change them while tasks read them. In
 * other JVMs they are fetched once, large ones in chunks that go from disk to disk, see {@link
 * Parcel}.
 *
 * <p>A plain broadcast of Spark's keeps the parameters serialized beside the object, in the driver
 * and in each executor.
 */
public final class BroadcastParameters implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(BroadcastParameters.class);

  /** Floats from which on parameters go in chunks: 64 MB. */
  private static final long LARGE_FLOATS = 1 << 24;

  /** Floats of a chunk at most, unless a row has more: 16 MB. */
  private static final int CHUNK_FLOATS = 1 << 22;

  /** Parameters of this JVM by id, as long as the driver has what sends them. */
  private static final Map<String, WeakReference<DeepFMParameters>> HERE =
      new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();
  private final Broadcast<Parcel> parcel; // null where all tasks run in this JVM

  @SuppressWarnings("UnusedVariable") // keeps what HERE only names
  private final transient DeepFMParameters original;

  private BroadcastParameters(DeepFMParameters original, Broadcast<Parcel> parcel) {
    this.original = original;
    this.parcel = parcel;
    HERE.values().removeIf(known -> known.get() == null);
    HERE.put(id, new WeakReference<>(original));
  }

  /**
   * Makes parameters known to all executors of now and later; on a cluster, large ones are written
   * to the driver's local disk once.
   */
  public static BroadcastParameters of(SparkContext context, DeepFMParameters parameters) {
    if (context.isLocal()) {
      return new BroadcastParameters(parameters, null);
    }
    if (parameters.numKept() >= LARGE_FLOATS) {
      try {
        return inChunks(context, parameters, CHUNK_FLOATS);
      } catch (LinkageError e) {
        LOG.warn(
            "This build of Spark keeps blocks in another way, so the model travels in one broadcast,"
                + " which takes its size twice in the driver and each executor: {}",
            e.toString());
      } catch (DiskBlocks.NoRoomException e) {
        LOG.warn(
            "The model travels in one broadcast, which takes its size twice in the driver and each"
                + " executor. {}",
            e.getMessage());
      }
    }
    return new BroadcastParameters(parameters, send(context, Parcel.whole(parameters)));
  }

  /**
   * In chunks, also where tasks run in this JVM.
   *
   * @param chunkFloats of a chunk at most, unless a row has more
   */
  static BroadcastParameters inChunks(
      SparkContext context, DeepFMParameters parameters, int chunkFloats) {
    Broadcast<Parcel> parcel = send(context, Parcel.outlined(parameters, chunkFloats));
    boolean isWhole = false;
    try {
      parcel.value().putChunks(parcel.id(), parameters);
      isWhole = true;
      return new BroadcastParameters(parameters, parcel);
    } finally {
      if (!isWhole) {
        parcel.destroy();
      }
    }
  }

  private static Broadcast<Parcel> send(SparkContext context, Parcel parcel) {
    return context.broadcast(parcel, ClassTag$.MODULE$.apply(Parcel.class));
  }

  /** Without a cluster, for tasks in this JVM. */
  public static BroadcastParameters here(DeepFMParameters parameters) {
    return new BroadcastParameters(parameters, null);
  }

  /** All parameters; one copy per JVM, not to be changed. */
  public DeepFMParameters value() {
    DeepFMParameters known = ofThisJvm();
    return known == null ? parcel.value().parameters(parcel.id()) : known;
  }

  /**
   * A copy of some rows in arrays, numbered by slot, without room for the others.
   *
   * @param slots by table; null for all rows
   */
  public DeepFMParameters copyOf(RowSet[] slots) {
    DeepFMParameters known = ofThisJvm();
    return known == null ? parcel.value().copyOf(parcel.id(), slots) : known.copyOf(slots);
  }

  private DeepFMParameters ofThisJvm() {
    WeakReference<DeepFMParameters> known = HERE.get(id);
    DeepFMParameters parameters = known == null ? null : known.get();
    if (parameters == null && parcel == null) {
      throw new IllegalStateException(
          "Parameters are read after the driver has given them up, or in another JVM than its own.");
    }
    return parameters;
  }

  /** Gives the room back that this takes on executors and disks; no task may read it any more. */
  public void destroy() {
    HERE.remove(id);
    if (parcel != null) {
      parcel.destroy();
    }
  }
}
