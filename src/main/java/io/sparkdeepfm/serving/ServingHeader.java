package io.sparkdeepfm.serving;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.LogMinMax;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.token.StoredTokens;
import io.sparkdeepfm.token.TokenEncoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a file for serving says of itself, as bytes: everything but the large tables.
 *
 * <p>Numbers are big-endian as {@link DataOutputStream} writes them, texts a length and UTF-8,
 * kinds their names. In order: the checksums (a count, then ints), the shape as the components of
 * {@link DeepFMConfig}, where the dense parameters and each embedding table begin, the vocabularies
 * (where the slots begin, their number, where the entries begin, the number of indices), then by
 * field its source: {@code RawNumber}, {@code Scaled}, {@code Bucket} or {@code Tokens} with the
 * number of its vocabulary, or −1 and a hash; then, where it is not {@code FLOAT32}, the {@link
 * RowFormat}.
 *
 * @param checksums by block of the data
 * @param denseAt where the dense parameters begin, little-endian floats
 * @param tablesAt where each embedding table begins, rows of D + 1 little-endian floats
 * @param vocabularies the tables of tokens
 * @param sources by field; their encoders are hashes or vocabularies of this header
 * @param rows how embedding rows are stored
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ServingHeader(
    int[] checksums,
    DeepFMConfig config,
    long denseAt,
    List<Long> tablesAt,
    List<StoredTokens> vocabularies,
    List<FieldSource> sources,
    RowFormat rows) {

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(checksums.length);
      for (int checksum : checksums) {
        out.writeInt(checksum);
      }
      write(config, out);
      out.writeLong(denseAt);
      for (long at : tablesAt) {
        out.writeLong(at);
      }
      out.writeInt(vocabularies.size());
      for (StoredTokens tokens : vocabularies) {
        out.writeLong(tokens.slotsAt());
        out.writeInt(tokens.numSlots());
        out.writeLong(tokens.entriesAt());
        out.writeInt(tokens.size());
      }
      for (FieldSource source : sources) {
        write(source, out);
      }
      if (rows != RowFormat.FLOAT32) {
        write(rows.name(), out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of an array, never
    }
    return bytes.toByteArray();
  }

  /** The checksums alone, with which the data that the rest speaks of can be opened. */
  static int[] checksums(byte[] bytes) throws IOException {
    return readInts(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  /**
   * @param memory of the data
   * @throws IOException if the bytes end too early
   */
  static ServingHeader of(byte[] bytes, StoredTokens.Memory memory) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int[] checksums = readInts(in);
    DeepFMConfig config = readConfig(in);
    long denseAt = in.readLong();
    List<Long> tablesAt = new ArrayList<>();
    for (int t = 0; t < config.schema().numTables(); t++) {
      tablesAt.add(in.readLong());
    }
    List<StoredTokens> vocabularies = new ArrayList<>();
    for (int v = in.readInt(); v > 0; v--) {
      vocabularies.add(
          new StoredTokens(memory, in.readLong(), in.readInt(), in.readLong(), in.readInt()));
    }
    List<FieldSource> sources = new ArrayList<>();
    for (int f = 0; f < config.schema().numFields(); f++) {
      sources.add(readSource(in, vocabularies));
    }
    RowFormat rows = in.available() > 0 ? RowFormat.valueOf(readText(in)) : RowFormat.FLOAT32;
    return new ServingHeader(checksums, config, denseAt, tablesAt, vocabularies, sources, rows);
  }

  private static int[] readInts(DataInputStream in) throws IOException {
    int[] values = new int[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readInt();
    }
    return values;
  }

  private static void write(DeepFMConfig config, DataOutputStream out) throws IOException {
    out.writeInt(config.schema().numFields());
    for (Field field : config.schema().fields()) {
      write(field.name(), out);
      write(field.vocabulary(), out);
      out.writeInt(field.size());
      write(field.pooling().name(), out);
    }
    out.writeInt(config.embeddingDim());
    write(config.hiddenUnits(), out);
    write(config.secondHiddenUnits(), out);
    write(config.activation().name(), out);
    out.writeBoolean(config.batchNorm());
    write(config.interaction().name(), out);
    write(config.head().name(), out);
    out.writeBoolean(config.firstOrder());
    out.writeBoolean(config.secondOrder());
    write(config.deepInput().name(), out);
    write(config.deep().name(), out);
    write(config.loss().name(), out);
  }

  /** Rates of dropout are not kept: they mean nothing to scoring. */
  private static DeepFMConfig readConfig(DataInputStream in) throws IOException {
    List<Field> fields = new ArrayList<>();
    for (int f = in.readInt(); f > 0; f--) {
      fields.add(
          new Field(readText(in), readText(in), in.readInt(), Pooling.valueOf(readText(in))));
    }
    return new DeepFMConfig(
        new FieldSchema(fields),
        in.readInt(),
        readUnits(in),
        readUnits(in),
        Activation.valueOf(readText(in)),
        0,
        in.readBoolean(),
        Interaction.valueOf(readText(in)),
        Head.valueOf(readText(in)),
        in.readBoolean(),
        in.readBoolean(),
        DeepInput.valueOf(readText(in)),
        0,
        Deep.valueOf(readText(in)),
        Loss.valueOf(readText(in)));
  }

  private static void write(List<Integer> units, DataOutputStream out) throws IOException {
    out.writeInt(units.size());
    for (int width : units) {
      out.writeInt(width);
    }
  }

  private static List<Integer> readUnits(DataInputStream in) throws IOException {
    List<Integer> units = new ArrayList<>();
    for (int width : readInts(in)) {
      units.add(width);
    }
    return units;
  }

  private void write(FieldSource source, DataOutputStream out) throws IOException {
    write(source.getClass().getSimpleName(), out);
    write(source.column(), out);
    if (source instanceof FieldSource.Scaled scaled) {
      out.writeDouble(scaled.scale().clip());
      out.writeDouble(scaled.scale().maximum());
    } else if (source instanceof FieldSource.Bucket bucket) {
      out.writeInt(bucket.splits().size());
      for (double split : bucket.splits()) {
        out.writeDouble(split);
      }
      out.writeBoolean(bucket.keepsInvalid());
    } else if (source instanceof FieldSource.Tokens tokens) {
      out.writeBoolean(tokens.ofWords());
      write(tokens.delimiter(), out);
      write(tokens.weightDelimiter(), out);
      if (tokens.encoder() instanceof TokenEncoder.Hash hash) {
        out.writeInt(-1);
        out.writeInt(hash.seed());
        out.writeInt(hash.size());
      } else {
        out.writeInt(vocabularies.indexOf(tokens.encoder()));
      }
    }
  }

  private static FieldSource readSource(DataInputStream in, List<StoredTokens> vocabularies)
      throws IOException {
    String kind = readText(in);
    String column = readText(in);
    return switch (kind) {
      case "RawNumber" -> new FieldSource.RawNumber(column);
      case "Scaled" ->
          new FieldSource.Scaled(new LogMinMax(column, in.readDouble(), in.readDouble()));
      case "Bucket" -> {
        List<Double> splits = new ArrayList<>();
        for (int s = in.readInt(); s > 0; s--) {
          splits.add(in.readDouble());
        }
        yield new FieldSource.Bucket(column, splits, in.readBoolean());
      }
      case "Tokens" ->
          new FieldSource.Tokens(
              column, in.readBoolean(), readText(in), readText(in), readEncoder(in, vocabularies));
      default -> throw new IOException("an unknown kind of source, '" + kind + "'");
    };
  }

  private static TokenEncoder readEncoder(DataInputStream in, List<StoredTokens> vocabularies)
      throws IOException {
    int vocabulary = in.readInt();
    return vocabulary < 0
        ? new TokenEncoder.Hash(in.readInt(), in.readInt())
        : vocabularies.get(vocabulary);
  }

  private static void write(String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
