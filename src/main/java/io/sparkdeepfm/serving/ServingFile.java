package io.sparkdeepfm.serving;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.token.StoredTokens;
import io.sparkdeepfm.token.TokenEncoder;
import io.sparkdeepfm.token.TokenTable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A {@link ServingModel} in one file, written from the front to the back and read by mapping it
 * into memory.
 *
 * <pre>
 *   0  8 bytes  {@link #MAGIC}, then the format version (int) and zeros up to 64
 *  64  data     dense parameters, the slots and the entries of each vocabulary, embedding tables;
 *               each begins at a multiple of 64, little-endian
 *      header   {@link ServingHeader}
 *      24 bytes where the header begins (long), its length and its CRC-32C (ints), {@link #MAGIC}
 * </pre>
 *
 * Checksums in the header are the CRC-32C of each {@link MappedFile#BLOCK} bytes from the begin of
 * the file to the header.
 */
public final class ServingFile {
  /**
   * Version of the layout, and of the hash by which tokens are found: 2 has the header's last line,
   * how rows are stored. Files whose rows have 32 bits are written as version 1, which earlier
   * readers take.
   */
  static final int FORMAT_VERSION = 2;

  static final long MAGIC = 0x444545_50464d_5356L; // DEEPFMSV

  /** Whether a file that begins with these bytes is one of this format, of any version. */
  public static boolean beginsAs(byte[] head) {
    return head.length >= Long.BYTES && ByteBuffer.wrap(head).getLong() == MAGIC;
  }

  private static final int TAIL = 24;
  private static final int BUFFER = MappedFile.BLOCK;

  private ServingFile() {}

  /**
   * Writes a model, whatever the stream leads to.
   *
   * @param format of the embedding rows; dense parameters have 32 bits in any case
   * @throws IllegalArgumentException if an embedding row is longer than 4 MiB, or has numbers that
   *     the format has no place for
   */
  public static void write(ServingModel model, RowFormat format, OutputStream target)
      throws IOException {
    DeepFMConfig config = model.config();
    if ((config.embeddingDim() + 1L) * Float.BYTES > MappedFile.MARGIN) {
      throw Refusal.of(
          "embeddingDim is %d, but a row of a file for serving has at most %d numbers.",
          config.embeddingDim(), MappedFile.MARGIN / Float.BYTES - 1);
    }
    BlockOutput out = new BlockOutput(target);
    out.putLong(MAGIC, ByteOrder.BIG_ENDIAN);
    out.putLong((long) version(format) << Integer.SIZE, ByteOrder.BIG_ENDIAN);
    long denseAt = out.align();
    out.putFloats(model.parameters().dense());
    List<StoredTokens> vocabularies = new ArrayList<>();
    List<FieldSource> sources = writeVocabularies(model, vocabularies, out);
    List<Long> tablesAt = new ArrayList<>();
    for (EmbeddingTable table : model.parameters().tables()) {
      tablesAt.add(out.align());
      out.putRows(table, format);
    }
    long headerAt = out.align();
    ServingHeader header =
        new ServingHeader(
            out.checksums(), config, denseAt, tablesAt, vocabularies, sources, format);
    byte[] bytes = header.toBytes();
    target.write(bytes);
    ByteBuffer tail = ByteBuffer.allocate(TAIL).putLong(headerAt).putInt(bytes.length);
    target.write(tail.putInt(checksum(bytes)).putLong(MAGIC).array());
  }

  private static int version(RowFormat format) {
    return format == RowFormat.FLOAT32 ? 1 : FORMAT_VERSION;
  }

  /** Writes each vocabulary once; gives the sources with what stands for them in the file. */
  private static List<FieldSource> writeVocabularies(
      ServingModel model, List<StoredTokens> written, BlockOutput out) throws IOException {
    IdentityHashMap<TokenTable, StoredTokens> known = new IdentityHashMap<>();
    List<FieldSource> sources = new ArrayList<>();
    for (FieldSource source : model.sources()) {
      if (source instanceof FieldSource.Tokens tokens
          && tokens.encoder() instanceof TokenEncoder.Vocabulary vocabulary) {
        StoredTokens stored = known.get(vocabulary.tokens());
        if (stored == null) {
          stored = write(vocabulary.tokens(), out);
          known.put(vocabulary.tokens(), stored);
          written.add(stored);
        }
        sources.add(
            new FieldSource.Tokens(
                tokens.column(),
                tokens.ofWords(),
                tokens.delimiter(),
                tokens.weightDelimiter(),
                stored));
      } else {
        sources.add(source);
      }
    }
    return sources;
  }

  private static StoredTokens write(TokenTable tokens, BlockOutput out) throws IOException {
    long slotsAt = out.align();
    long[] slots = StoredTokens.slotsOf(tokens);
    for (long slot : slots) {
      out.putLong(slot, ByteOrder.LITTLE_ENDIAN);
    }
    long entriesAt = out.align();
    for (int i = 0; i < tokens.size(); i++) {
      byte[] entry = StoredTokens.entryOf(tokens, i);
      out.putBytes(entry, entry.length);
    }
    return new StoredTokens(null, slotsAt, slots.length, entriesAt, tokens.size() + 1);
  }

  /**
   * Opens a file; its embedding tables and vocabularies stay where they are.
   *
   * @throws IllegalArgumentException if it is of another kind, of a newer version, cut off or
   *     damaged
   */
  static ServingModel open(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      long length = file.size();
      ByteBuffer head = ByteBuffer.wrap(read(file, 0, Math.min(length, 2L * Long.BYTES)));
      if (head.capacity() < 2 * Long.BYTES || head.getLong(0) != MAGIC) {
        throw Refusal.of(
            "File '%s' is no model for serving; write one with submit/export.sh or"
                + " exportForServing.",
            path);
      }
      int version = head.getInt(Long.BYTES);
      if (version > FORMAT_VERSION) {
        throw Refusal.of(
            "File '%s' has format version %d, but this release reads versions up to %d; use a newer"
                + " release.",
            path, version, FORMAT_VERSION);
      }
      ByteBuffer tail = ByteBuffer.wrap(read(file, Math.max(0, length - TAIL), TAIL));
      long headerAt = tail.getLong(0);
      int headerLength = tail.getInt(8);
      if (tail.getLong(16) != MAGIC || headerAt + headerLength + TAIL != length || headerAt < 0) {
        throw Refusal.of(
            "File '%s' is cut off: its %d bytes do not end as a model for serving does; copy or"
                + " export it again.",
            path, length);
      }
      byte[] header = read(file, headerAt, headerLength);
      if (checksum(header) != tail.getInt(12)) {
        throw Refusal.of(
            "File '%s' is damaged: its header does not have the checksum that it was written with;"
                + " export the model again.",
            path);
      }
      return model(path.toString(), file, headerAt, header);
    }
  }

  private static ServingModel model(String name, FileChannel file, long dataLength, byte[] bytes)
      throws IOException {
    MappedFile data = new MappedFile(name, file, dataLength, ServingHeader.checksums(bytes));
    ServingHeader header = ServingHeader.of(bytes, data);
    DeepFMConfig config = header.config();
    float[] dense = new float[new DenseLayout(config).length()];
    readDense(data, header.denseAt(), dense);
    List<EmbeddingTable> tables = new ArrayList<>();
    for (int t = 0; t < config.schema().numTables(); t++) {
      long begin = header.tablesAt().get(t);
      int rowLength = config.embeddingDim() + 1;
      long rowBytes = header.rows().bytes(rowLength);
      tables.add(
          new EmbeddingTable(
              config.schema().tableName(t),
              config.schema().tableSize(t),
              config.embeddingDim(),
              (row, target) ->
                  header.rows().read(data, begin + row * rowBytes, target, rowLength)));
    }
    return new ServingModel(config, new DeepFMParameters(tables, dense), header.sources());
  }

  private static void readDense(MappedFile data, long begin, float[] dense) {
    float[] part = new float[BUFFER];
    for (int done = 0; done < dense.length; done += part.length) {
      int count = Math.min(part.length, dense.length - done);
      data.read(begin + (long) done * Float.BYTES, part, count);
      System.arraycopy(part, 0, dense, done, count);
    }
  }

  private static byte[] read(FileChannel file, long begin, long length) throws IOException {
    byte[] bytes = new byte[(int) length];
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining() && file.read(rest, begin + rest.position()) >= 0) {
      // until all is there
    }
    return bytes;
  }

  private static int checksum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return (int) sum.getValue();
  }
}
