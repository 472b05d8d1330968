package io.sparkdeepfm.stage;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.param.TokenParams;
import io.sparkdeepfm.persist.StageFiles;
import io.sparkdeepfm.platform.Platform;
import io.sparkdeepfm.stage.token.EncodeTokens;
import io.sparkdeepfm.stage.vocabulary.Vocabulary;
import io.sparkdeepfm.stage.vocabulary.VocabularyCounting.VocabularyNames;
import io.sparkdeepfm.stage.vocabulary.VocabularyTable;
import io.sparkdeepfm.token.TokenEncoder;
import io.sparkdeepfm.token.TokenTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Vocabularies built by {@link VocabularyIndexer}.
 *
 * <p>Adds an {@code int} column per input column of single values, and a sparse {@code Vector}
 * column of length {@code vocabularySizes().get(vocabulary)} per column of several values, which
 * holds the sum of the weights of each token. Both are null where the input is null.
 */
public final class VocabularyIndexerModel extends Model<VocabularyIndexerModel>
    implements TokenParams<VocabularyIndexerModel>, MLWritable {
  /** Stands for index 0, the unknown, where tokens are listed. */
  public static final String UNKNOWN_TOKEN = Vocabulary.UNKNOWN;

  private static final int FORMAT_VERSION = 1;

  private final String uid;
  private final LinkedHashMap<String, Vocabulary> vocabularies = new LinkedHashMap<>();

  /** The lookup tables on the executors of {@code broadcastContext}; made when first needed. */
  private transient Broadcast<TokenTable[]> broadcast;

  private transient SparkContext broadcastContext;

  /**
   * For lists of classes, as {@code ServiceLoader} reads them for Spark Connect: they want this to
   * be there and never call it.
   *
   * @throws UnsupportedOperationException always: models come from {@code fit} and {@code load}
   */
  public VocabularyIndexerModel() {
    throw new UnsupportedOperationException("Models come from fit and load.");
  }

  VocabularyIndexerModel(String uid, Vocabulary... vocabularies) {
    Platform.check();
    this.uid = uid;
    setTokenDefaults();
    for (Vocabulary vocabulary : vocabularies) {
      this.vocabularies.put(vocabulary.name(), vocabulary);
    }
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Number of indices of each vocabulary by name, the unknown included. */
  public Map<String, Integer> vocabularySizes() {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    vocabularies.forEach((name, vocabulary) -> sizes.put(name, vocabulary.size()));
    return sizes;
  }

  /** Tokens by index; entry 0 is {@link #UNKNOWN_TOKEN}. */
  public String[] tokens(String vocabulary) {
    return named(vocabulary).tokens();
  }

  /**
   * Number of training cells in which each token stood, by index; entry 0 is 0. Of an extended
   * vocabulary, over all fits together: those cells are not counted in which a token stood before
   * it came into the vocabulary.
   */
  public long[] counts(String vocabulary) {
    return named(vocabulary).counts();
  }

  /** Index of a token in a vocabulary, or 0 if it is unknown; without a Spark job. */
  public int index(String vocabulary, String token) {
    return named(vocabulary).index(token);
  }

  /**
   * The tokens of a vocabulary as they are looked up; token n has index n + 1. Not to be changed.
   */
  public TokenTable tokenTable(String vocabulary) {
    return named(vocabulary).table();
  }

  /** What {@link #tokens} has at an index, from 0 to below the vocabulary's size. */
  public String token(String vocabulary, int index) {
    return named(vocabulary).token(index);
  }

  /** What {@link #counts} has at an index, from 0 to below the vocabulary's size. */
  public long count(String vocabulary, int index) {
    return named(vocabulary).count(index);
  }

  /** A vocabulary as rows (vocabulary, index, token, count), the unknown left out. */
  public Dataset<Row> vocabulary(String name) {
    return VocabularyTable.rows(SparkSession.active(), named(name));
  }

  /** All vocabularies as rows of {@link #vocabulary}. */
  public Dataset<Row> vocabularyTable(SparkSession session) {
    return VocabularyTable.rows(session, all());
  }

  private Vocabulary[] all() {
    return vocabularies.values().toArray(Vocabulary[]::new);
  }

  Vocabulary named(String name) {
    Vocabulary vocabulary = vocabularies.get(name);
    if (vocabulary == null) {
      throw Refusal.of(
          "There is no vocabulary '%s'; the model has %s.", name, vocabularies.keySet());
    }
    return vocabulary;
  }

  /**
   * The vocabularies that a {@link VocabularyIndexer} begins with: those of an earlier model, one
   * per name; empty ones without a model.
   *
   * @param initial null for none
   * @throws IllegalArgumentException if a vocabulary is missing on either side, or a column had
   *     another
   */
  static Vocabulary[] initial(VocabularyIndexerModel initial, VocabularyNames names) {
    if (initial == null) {
      return names.names().stream().map(Vocabulary::new).toArray(Vocabulary[]::new);
    }
    VocabularyNames old = VocabularyNames.of(initial);
    checkColumns(old, names);
    List<Vocabulary> vocabularies = new ArrayList<>();
    for (String name : names.names()) {
      if (!initial.vocabularySizes().containsKey(name)) {
        throw Refusal.of(
            "Vocabulary '%s' is not in the initial model, which has %s; index its columns with"
                + " a stage of their own.",
            name, initial.vocabularySizes().keySet());
      }
      vocabularies.add(initial.named(name));
    }
    for (String name : initial.vocabularySizes().keySet()) {
      if (!names.names().contains(name)) {
        throw Refusal.of(
            "Vocabulary '%s' of the initial model is used by no input column; the columns use"
                + " %s. Keep its columns among inputCols.",
            name, names.names());
      }
    }
    return vocabularies.toArray(new Vocabulary[0]);
  }

  private static void checkColumns(VocabularyNames old, VocabularyNames names) {
    for (int c = 0; c < names.columns().size(); c++) {
      int before = old.columns().indexOf(names.columns().get(c));
      if (before >= 0 && !old.nameOf(before).equals(names.nameOf(c))) {
        throw Refusal.of(
            "Column '%s' uses vocabulary '%s', but '%s' in the initial model; keep it as it was.",
            names.columns().get(c), names.nameOf(c), old.nameOf(before));
      }
    }
  }

  @Override
  public Dataset<Row> transform(Dataset<?> data) {
    VocabularyNames names = VocabularyNames.of(this);
    int[] sizes = sizes(names);
    String[] order = vocabularies.keySet().toArray(new String[0]);
    Broadcast<TokenTable[]> tables = broadcast(data.sparkSession().sparkContext());
    TokenEncoder[] encoders = new TokenEncoder[sizes.length];
    for (int c = 0; c < sizes.length; c++) {
      int table = Arrays.asList(order).indexOf(names.nameOf(c));
      encoders[c] = new EncodeTokens.Lookup(tables, table, sizes[c]);
    }
    return TokenEncoding.encode(this, data, encoders);
  }

  private synchronized Broadcast<TokenTable[]> broadcast(SparkContext context) {
    if (broadcastContext != context) {
      TokenTable[] tables =
          vocabularies.values().stream().map(Vocabulary::table).toArray(TokenTable[]::new);
      broadcast = JavaSparkContext.fromSparkContext(context).broadcast(tables);
      broadcastContext = context;
    }
    return broadcast;
  }

  private int[] sizes(VocabularyNames names) {
    return IntStream.range(0, names.columns().size())
        .map(column -> named(names.nameOf(column)).size())
        .toArray();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return TokenEncoding.outputSchema(this, schema, sizes(VocabularyNames.of(this)));
  }

  @Override
  public VocabularyIndexerModel copy(ParamMap extra) {
    return copyValues(new VocabularyIndexerModel(uid, all()), extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return StageFiles.writer(
        this, FORMAT_VERSION, (session, path) -> VocabularyTable.write(all(), session, path));
  }

  public static MLReader<VocabularyIndexerModel> read() {
    return StageFiles.reader(
        VocabularyIndexerModel.class,
        FORMAT_VERSION,
        (metadata, session, path) ->
            new VocabularyIndexerModel(
                metadata.uid(), VocabularyTable.read(metadata, session, path)));
  }

  public static VocabularyIndexerModel load(String path) {
    return read().load(path);
  }
}
