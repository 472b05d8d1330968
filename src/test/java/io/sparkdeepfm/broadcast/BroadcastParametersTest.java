package io.sparkdeepfm.broadcast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.RowSet;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.model.Initializer;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.SharedSpark;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag$;

/** Parameters in chunks of a few rows, fetched as by an executor that lives elsewhere. */
@Tag("spark")
class BroadcastParametersTest {
  private static final int CHUNK_FLOATS = 20; // not a multiple of a row

  private static final DeepFMConfig CONFIG =
      ModelConfigs.of(
          new FieldSchema(
              List.of(
                  Field.numeric("age"),
                  new Field("user", "users", 50, Pooling.SUM),
                  new Field("page", "pages", 30, Pooling.SUM))),
          2,
          List.of(3),
          Activation.RELU,
          0,
          false,
          Interaction.FIELD,
          Head.SUM);

  /** Users in an array, and every third page in segments, the others drawn. */
  private static DeepFMParameters parameters() {
    RowSet[] held = {null, null, rows(0, 30, 3)};
    DeepFMParameters parameters =
        new Initializer(CONFIG, TrainingConfigs.INITIALIZATION, 5).initialize(held);
    parameters.table(2).write(3, new float[] {7, 8, 9}, 0);
    return parameters;
  }

  private static RowSet rows(int begin, int end, int stride) {
    BitSet rows = new BitSet();
    for (int row = begin; row < end; row += stride) {
      rows.set(row);
    }
    return new RowSet(rows);
  }

  private static SparkContext context() {
    return SharedSpark.get().sparkContext();
  }

  private static void assertSameRows(EmbeddingTable expected, EmbeddingTable actual) {
    assertEquals(expected.vocabulary(), actual.vocabulary());
    assertEquals(expected.numEmbeddings(), actual.numEmbeddings());
    for (int row = 0; row < expected.numEmbeddings(); row++) {
      assertArrayEquals(row(expected, row), row(actual, row), "row " + row);
    }
  }

  private static float[] row(EmbeddingTable table, int row) {
    float[] values = new float[table.rowLength()];
    table.read(row, values, 0);
    return values;
  }

  @SuppressWarnings("unchecked")
  private static <T> T throughSerialization(T object) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }

  @Test
  void inLocalModeTasksReadWhatTheDriverHas() throws Exception {
    DeepFMParameters parameters = parameters();
    BroadcastParameters sent = BroadcastParameters.of(context(), parameters);
    assertSame(parameters, throughSerialization(sent).value());
    BroadcastParameters inChunks =
        BroadcastParameters.inChunks(context(), parameters, CHUNK_FLOATS);
    assertSame(parameters, throughSerialization(inChunks).value());
    inChunks.destroy();
    BroadcastParameters away = throughSerialization(sent);
    sent.destroy();
    assertTrue(
        assertThrows(IllegalStateException.class, away::value)
            .getMessage()
            .contains("given them up"));
  }

  @Test
  void whatIsFetchedInChunksIsTheSameBitForBit() throws Exception {
    DeepFMParameters parameters = parameters();
    Broadcast<Parcel> parcel = sent(Parcel.outlined(parameters, CHUNK_FLOATS));
    parcel.value().putChunks(parcel.id(), parameters);
    Parcel fetched = throughSerialization(parcel.value());
    DeepFMParameters whole = fetched.parameters(parcel.id());
    assertNotSame(parameters, whole);
    assertSame(whole, fetched.parameters(parcel.id()));
    assertArrayEquals(parameters.dense(), whole.dense());
    assertEquals(parameters.numKept(), whole.numKept());
    for (int t = 0; t < 3; t++) {
      assertSameRows(parameters.table(t), whole.table(t));
    }
    parcel.destroy();
  }

  @Test
  void someRowsAreFetchedWithoutRoomForOthers() throws Exception {
    DeepFMParameters parameters = parameters();
    RowSet[] slots = {null, rows(4, 50, 7), rows(2, 12, 1)};
    for (Parcel parcel :
        List.of(Parcel.outlined(parameters, CHUNK_FLOATS), Parcel.whole(parameters))) {
      Broadcast<Parcel> broadcast = sent(parcel);
      if (parcel.isInChunks()) {
        parcel.putChunks(broadcast.id(), parameters);
      }
      DeepFMParameters some = throughSerialization(parcel).copyOf(broadcast.id(), slots);
      DeepFMParameters expected = parameters.copyOf(slots);
      assertEquals(7, some.table(1).numEmbeddings());
      for (int t = 0; t < 3; t++) {
        assertSameRows(expected.table(t), some.table(t));
      }
      broadcast.destroy();
    }
  }

  @Test
  void aChunkThatComesDamagedIsRefused() {
    DeepFMParameters parameters = parameters();
    Broadcast<Parcel> parcel = sent(Parcel.outlined(parameters, CHUNK_FLOATS));
    DiskBlocks.put(parcel.id(), 1, ByteBuffer.allocate((18 + 1) * Float.BYTES));
    parcel.value().putChunks(parcel.id(), parameters); // leaves the block that is there
    assertTrue(
        assertThrows(IllegalStateException.class, () -> parcel.value().parameters(parcel.id()))
            .getMessage()
            .contains("Chunk 1"));
    parcel.destroy();
  }

  @Test
  void chunksGoWithTheBroadcast() {
    DeepFMParameters parameters = parameters();
    Broadcast<Parcel> parcel = sent(Parcel.outlined(parameters, CHUNK_FLOATS));
    parcel.value().putChunks(parcel.id(), parameters);
    DiskBlocks.get(parcel.id(), 0);
    parcel.unpersist(true);
    DiskBlocks.get(parcel.id(), 0); // the driver keeps it for executors to come
    parcel.destroy(true);
    assertTrue(
        assertThrows(IllegalStateException.class, () -> DiskBlocks.get(parcel.id(), 0))
            .getMessage()
            .contains("rows0"));
  }

  private static Broadcast<Parcel> sent(Parcel parcel) {
    return context().broadcast(parcel, ClassTag$.MODULE$.apply(Parcel.class));
  }
}
