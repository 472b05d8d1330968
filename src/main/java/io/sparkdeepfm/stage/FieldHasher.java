package io.sparkdeepfm.stage;

import io.sparkdeepfm.param.CheckedParams;
import io.sparkdeepfm.param.StageColumns;
import io.sparkdeepfm.param.TokenParams;
import io.sparkdeepfm.persist.StageFiles;
import io.sparkdeepfm.platform.Platform;
import io.sparkdeepfm.stage.vocabulary.VocabularyCounting.VocabularyNames;
import io.sparkdeepfm.token.TokenEncoder;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Hashes the tokens of any number of columns into buckets; needs no training and no memory for a
 * vocabulary, at the price that tokens may collide.
 *
 * <p>bucket = floorMod(murmur3(token, seed = murmur3(vocabulary, 0)), numBuckets), where murmur3 is
 * MurmurHash3_x86_32 of the UTF-8 bytes. So columns of one vocabulary hash alike, and those of
 * different vocabularies collide differently. Tokens are those of {@link VocabularyIndexer}; there
 * is no unknown.
 *
 * <p>Adds an {@code int} column per input column of single values, and a sparse {@code Vector}
 * column of length {@code numBuckets} per column of several values, which holds the sum of the
 * weights of each bucket. Both are null where the input is null.
 */
public final class FieldHasher extends Transformer implements TokenParams<FieldHasher>, MLWritable {
  private static final int FORMAT_VERSION = 1;

  private final String uid;

  public FieldHasher() {
    this(Identifiable$.MODULE$.randomUID("fieldHasher"));
  }

  public FieldHasher(String uid) {
    Platform.check();
    this.uid = uid;
    setTokenDefaults();
    setDefault(numBuckets(), 1 << 18);
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Number of buckets of all vocabularies. */
  public IntParam numBuckets() {
    return CheckedParams.atLeast(
        this,
        "numBuckets",
        1,
        "number of buckets of each vocabulary, at least 1; more: fewer collisions, larger"
            + " embedding tables");
  }

  /** {@link #numBuckets()} column by column. */
  public IntArrayParam numBucketsArray() {
    return CheckedParams.eachColumnAtLeast(this, "numBucketsArray", 1, "numBuckets");
  }

  public FieldHasher setNumBuckets(int value) {
    return with(numBuckets(), value);
  }

  public int getNumBuckets() {
    return (int) getOrDefault(numBuckets());
  }

  public FieldHasher setNumBucketsArray(int... values) {
    return with(numBucketsArray(), values);
  }

  public int[] getNumBucketsArray() {
    return getOrDefault(numBucketsArray());
  }

  @Override
  public Dataset<Row> transform(Dataset<?> data) {
    VocabularyNames names = VocabularyNames.of(this);
    int[] sizes = sizes(names);
    TokenEncoder[] encoders = new TokenEncoder[sizes.length];
    for (int c = 0; c < sizes.length; c++) {
      encoders[c] = TokenEncoder.Hash.ofVocabulary(names.nameOf(c), sizes[c]);
    }
    return TokenEncoding.encode(this, data, encoders);
  }

  private int[] sizes(VocabularyNames names) {
    int[] sizes =
        StageColumns.perColumn(this, numBuckets(), numBucketsArray(), names.columns().size());
    names.agreed("numBuckets", sizes);
    return sizes;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return TokenEncoding.outputSchema(this, schema, sizes(VocabularyNames.of(this)));
  }

  @Override
  public FieldHasher copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public MLWriter write() {
    return StageFiles.writer(this, FORMAT_VERSION);
  }

  public static MLReader<FieldHasher> read() {
    return StageFiles.reader(FieldHasher.class, FORMAT_VERSION, FieldHasher::new);
  }

  public static FieldHasher load(String path) {
    return read().load(path);
  }
}
