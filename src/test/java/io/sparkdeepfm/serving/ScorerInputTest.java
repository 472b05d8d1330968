package io.sparkdeepfm.serving;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.testing.TinyServed;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a scorer takes, and what it says of what it does not. */
class ScorerInputTest {
  private final Scorer scorer = Scorer.of(TinyServed.model());

  private double logit(Object... namesAndValues) {
    Map<String, Object> row = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return scorer.logit(row);
  }

  @Test
  void oneTokenHasManyTypes() {
    double three = logit("tags", "3");
    for (Object value :
        new Object[] {3, 3L, (short) 3, (byte) 3, 3.0, 3f, new BigDecimal("3.00"), List.of(3)}) {
      assertEquals(three, logit("tags", value), value.getClass().getSimpleName());
    }
    assertEquals(logit("tags", "true"), logit("tags", true));
    assertEquals(logit("tags", "0.1"), logit("tags", 0.1f));
    assertEquals(logit("tags", Long.toString(Long.MIN_VALUE)), logit("tags", Long.MIN_VALUE));
  }

  @Test
  void listsAreTokensWithWeights() {
    double expected = logit("apps", "token1:0.5,token2");
    Map<Object, Object> weights = new LinkedHashMap<>();
    weights.put("token1", 0.5);
    weights.put("token2", 1);
    weights.put("token3", null);
    weights.put("token4", 0);
    assertEquals(expected, logit("apps", weights));
    assertEquals(logit("apps", "token1,token2"), logit("apps", List.of("token1", "token2")));
    assertEquals(logit("apps", "token1"), logit("apps", new Object[] {null, "token1"}));
    ScoringRow row = scorer.newRow();
    int apps = row.column("apps");
    row.add(apps, "token1", 0.5);
    row.add(apps, "token2", 1);
    assertEquals(expected, row.logit());
  }

  @Test
  void missingIsNullNothingAndAnEmptyList() {
    double expected = logit();
    assertEquals(expected, logit("apps", null, "site", null, "age", null, "hour", null));
    assertEquals(expected, logit("apps", "", "tags", List.of()));
    assertEquals(expected, logit("apps", " , "));
    ScoringRow row = scorer.newRow();
    row.set(row.column("site"), "token1");
    row.setMissing(row.column("site"));
    row.set(row.column("tags"), (String) null);
    assertEquals(expected, row.logit());
  }

  @Test
  void unseenTokensAreTheUnknown() {
    assertEquals(logit("site", "never seen"), logit("site", "nor this"));
    assertTrue(logit("site", "never seen") != logit());
  }

  @Test
  void whatWasSetLastHolds() {
    ScoringRow row = scorer.newRow();
    int site = row.column("site");
    row.set(site, "token3");
    row.set(site, "token4");
    assertEquals(logit("site", "token4"), row.logit());
    assertEquals(logit(), row.logit(), "the next row begins without values");
  }

  @Test
  void anUnknownColumnIsRefused() {
    assertRefused(
        "There is no column 'sight'; the model reads age, ratio, site, apps, tags, hour.",
        () -> logit("sight", "a"));
  }

  @Test
  void aWrongTypeIsRefused() {
    String end =
        ", but is a number in this model; send a number, or leave it out where it is missing.";
    assertRefused("Column 'age' is given the text 'old'" + end, () -> logit("age", "old"));
    assertRefused("Column 'hour' is given the text '7'" + end, () -> logit("hour", "7"));
    assertRefused("Column 'ratio' is given a list" + end, () -> logit("ratio", List.of(1)));
    assertRefused(
        "Column 'site' is given a Object, but must be a string, number or boolean, a list of these,"
            + " or a map from one of these to a numeric weight.",
        () -> logit("site", new Object()));
    assertRefused(
        "Column 'apps' has the weight 'x' of type String for 'a', but weights must be numbers.",
        () -> logit("apps", Map.of("a", "x")));
  }

  @Test
  void aNumberThatIsNotFiniteIsRefused() {
    assertRefused(
        "Column 'age' holds NaN, but values to scale must be finite; clean the data or use null for"
            + " missing values.",
        () -> logit("age", Double.NaN));
    assertRefused(
        "Column 'ratio' holds Infinity, but values must be finite floats; leave it out where it is"
            + " missing.",
        () -> logit("ratio", Float.POSITIVE_INFINITY));
    assertRefused(
        "Column 'ratio' holds 1.0E300, but values must be finite floats; leave it out where it is"
            + " missing.",
        () -> logit("ratio", 1e300));
    assertRefused(
        "Column 'apps' has weight NaN for value 'a', but weights must be finite; clean the data.",
        () -> logit("apps", "a:NaN"));
    assertRefused(
        "Column 'hour' holds 25.0, but its buckets run from 0.0 to 24.0; send a number of these, or"
            + " leave it out where it is missing.",
        () -> logit("hour", 25));
    assertRefused(
        "The row's logit is NaN, beyond what a float holds; send values of the size of those in"
            + " training.",
        () -> logit("ratio", 3e38));
  }

  @Test
  void aRefusedRowLeavesNoTrace() {
    double expected = logit("site", "token2");
    for (int i = 0; i < 3; i++) {
      assertThrows(
          IllegalArgumentException.class, () -> logit("site", "token9", "age", Double.NaN));
      assertEquals(expected, logit("site", "token2"));
      List<Map<String, Object>> batch =
          List.of(Map.of("site", "token1"), Map.of("ratio", Double.NaN));
      assertThrows(IllegalArgumentException.class, () -> scorer.logits(batch));
      assertEquals(expected, scorer.logits(List.of(Map.of("site", "token2")))[0], 1e-6);
    }
  }

  @Test
  void aRegressionHasNoProbability() {
    Scorer regression = Scorer.of(TinyServed.model(50, Loss.POISSON));
    assertEquals(
        Math.exp(regression.logit(Map.of("age", 3))), regression.mean(Map.of("age", 3)), 1e-12);
    String refusal =
        assertThrows(IllegalStateException.class, () -> regression.probability(Map.of()))
            .getMessage();
    assertEquals("The model is a regression, which has no probability; ask for its mean.", refusal);
  }

  private static List<Map<String, Object>> rows(int count) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(
          Map.of(
              "age",
              i % 90,
              "ratio",
              i / 100.0,
              "site",
              "token" + i % 60,
              "apps",
              "token" + i % 7 + ":0.5,token" + i % 11,
              "tags",
              List.of(i, "x"),
              "hour",
              i % 24));
    }
    return rows;
  }

  @Test
  void batchesOfAnySizeScoreAsRows() {
    for (int size : new int[] {0, 1, 255, 256, 257, 700}) {
      List<Map<String, Object>> rows = rows(size);
      double[] logits = scorer.logits(rows);
      double[] means = scorer.means(rows);
      assertEquals(size, logits.length);
      for (int i = 0; i < size; i++) {
        assertEquals(scorer.logit(rows.get(i)), logits[i], 2e-6 * (1 + Math.abs(logits[i])));
        assertEquals(scorer.probability(rows.get(i)), means[i], 1e-6);
      }
    }
  }

  @Test
  void candidatesScoreAsRows() {
    Candidates candidates = scorer.candidates("age", "tags", "hour");
    for (int size : new int[] {0, 1, 300}) {
      Map<String, Object> user = Map.of("age", 40, "tags", List.of("a", "b"), "hour", 7.5);
      List<Map<String, Object>> items = new ArrayList<>();
      for (Map<String, Object> row : rows(size)) {
        Map<String, Object> item = new HashMap<>(row);
        item.keySet().removeAll(user.keySet());
        items.add(item);
      }
      double[] means = candidates.means(user, items);
      for (int i = 0; i < size; i++) {
        Map<String, Object> whole = new HashMap<>(items.get(i));
        whole.putAll(user);
        assertEquals(scorer.mean(whole), means[i], 1e-6);
      }
    }
    assertRefused(
        "There is no column 'site'; the model reads age, tags, hour.",
        () -> candidates.logits(Map.of("site", "a"), List.of()));
    assertRefused(
        "There is no column 'x'; the model reads age, ratio, site, apps, tags, hour.",
        () -> scorer.candidates("x"));
    assertRefused(
        "Of 6 fields none is common to all candidates; name some, but not all.",
        () -> scorer.candidates());
  }

  @Test
  void manyThreadsScoreAtOnce() {
    List<Map<String, Object>> rows = rows(400);
    double[] expected = rows.stream().mapToDouble(scorer::logit).toArray();
    List<CompletableFuture<double[]>> runs = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      runs.add(
          CompletableFuture.supplyAsync(() -> rows.stream().mapToDouble(scorer::logit).toArray()));
    }
    for (CompletableFuture<double[]> run : runs) {
      assertTrue(Arrays.equals(expected, run.join()));
    }
  }
}
