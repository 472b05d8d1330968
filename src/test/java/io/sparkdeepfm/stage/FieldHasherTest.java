package io.sparkdeepfm.stage;

import static io.sparkdeepfm.testing.Frames.cells;
import static io.sparkdeepfm.testing.Frames.column;
import static io.sparkdeepfm.testing.Frames.row;
import static io.sparkdeepfm.testing.Frames.vectors;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.sparkdeepfm.column.IndexMetadata;
import io.sparkdeepfm.data.Murmur3;
import io.sparkdeepfm.testing.Frames;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
@Tag("spark4")
class FieldHasherTest {
  private static final int NUM_BUCKETS = 1000;

  private static FieldHasher hasher(String... columns) {
    String[] outputs = Arrays.stream(columns).map(c -> c + "_bucket").toArray(String[]::new);
    return new FieldHasher()
        .setInputCols(columns)
        .setOutputCols(outputs)
        .setNumBuckets(NUM_BUCKETS);
  }

  private static int bucket(String vocabulary, String token) {
    return Math.floorMod(Murmur3.hash(token, Murmur3.hash(vocabulary, 0)), NUM_BUCKETS);
  }

  @Test
  void bucketsFollowTheDocumentedFormula() {
    Dataset<Row> result = hasher("c").transform(column("c STRING", "qq", "été", "", null));
    assertEquals(
        Arrays.asList(bucket("c", "qq"), bucket("c", "été"), bucket("c", ""), null),
        cells(result, "c_bucket"));
  }

  @Test
  void bucketsStayWhatTheyWereInEarlierReleases() {
    FieldHasher hasher = hasher("c").setNumBuckets(1 << 20);
    Dataset<Row> result = hasher.transform(column("c STRING", "qq", "68fd1e64"));
    assertEquals(List.of(650396, 313209), cells(result, "c_bucket"));
  }

  @Test
  void columnsOfOneVocabularyHashAlike() {
    Dataset<Row> data = Frames.of("a STRING, b STRING", row("qq", "qq"));
    Row own = hasher("a", "b").transform(data).head();
    assertNotEquals(own.getInt(2), own.getInt(3));
    Row shared = hasher("a", "b").setSharedVocabulary("app", "a", "b").transform(data).head();
    assertEquals(bucket("app", "qq"), shared.getInt(2));
    assertEquals(bucket("app", "qq"), shared.getInt(3));
  }

  @Test
  void severalValuesGiveAVectorOfTheirWeights() {
    Dataset<Row> data =
        Frames.of(
            "c MAP<STRING, DOUBLE>, d STRING",
            row(Map.of("qq", 0.5), "qq:0.25,qq:0.25"),
            row(null, null));
    Dataset<Row> result =
        hasher("c", "d").setSharedVocabulary("app", "c", "d").setDelimiter(",").transform(data);
    String vector = String.format("(1000,[%d],[0.5])", bucket("app", "qq"));
    assertEquals(Arrays.asList(vector, null), vectors(result, "c_bucket"));
    assertEquals(Arrays.asList(vector, null), vectors(result, "d_bucket"));
  }

  @Test
  void eachColumnMayHaveItsOwnNumberOfBuckets() {
    Dataset<Row> data = Frames.of("a STRING, b STRING", row("x", "x"));
    Dataset<Row> result = hasher("a", "b").setNumBucketsArray(1, 50).transform(data);
    assertEquals(List.of(0), cells(result, "a_bucket"));
    assertEquals(1, IndexMetadata.of(result.schema().apply("a_bucket")).size());
    assertEquals(50, IndexMetadata.of(result.schema().apply("b_bucket")).size());
  }

  @Test
  void collidingTokensAddUp() {
    Dataset<Row> data = column("c STRING", "a:1,b:2,c:4");
    Dataset<Row> result = hasher("c").setDelimiter(",").setNumBuckets(1).transform(data);
    assertEquals(List.of("(1,[0],[7.0])"), vectors(result, "c_bucket"));
  }
}
