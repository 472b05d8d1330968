package io.sparkdeepfm.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.encode.EncodedData.ExampleColumns;
import io.sparkdeepfm.optim.Loss;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowProblemTest {
  private static final ExampleColumns COLUMNS =
      new ExampleColumns("features", "clicked", "importance", null, Loss.LOG);

  private final FieldSchema schema =
      new FieldSchema(List.of(Field.numeric("price"), new Field("app", "apps", 3, Pooling.SUM)));

  private String ofFeatures(Vector features) {
    return RowProblem.ofFeatures("features", schema, features);
  }

  @Test
  void aRegressionTakesNumbersAndPoissonThoseOfAtLeast0() {
    ExampleColumns squared = new ExampleColumns("features", "price", null, null, Loss.SQUARED);
    ExampleColumns poisson = new ExampleColumns("features", "visits", null, null, Loss.POISSON);
    assertNull(RowProblem.ofLabel(squared, false, -2.5));
    assertNull(RowProblem.ofLabel(poisson, false, 2.5));
    assertEquals(
        "Column 'price' has the label NaN, but labels must be finite floats; convert the column or"
            + " drop such rows.",
        RowProblem.ofLabel(squared, false, Double.NaN));
    assertEquals(
        "Column 'visits' has the label -1.0, but labels must be finite floats of at least 0 with"
            + " loss 'poisson'; convert the column or drop such rows.",
        RowProblem.ofLabel(poisson, false, -1));
  }

  @Test
  void labelsOfZeroAndOneAreNoProblem() {
    assertNull(RowProblem.ofLabel(COLUMNS, false, 0));
    assertNull(RowProblem.ofLabel(COLUMNS, false, 1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 0.5, 2, Double.NaN, Double.POSITIVE_INFINITY})
  void otherLabelsAreNamedWithTheirColumn(double label) {
    assertEquals(
        "Column 'clicked' has the label "
            + label
            + ", but labels must be 0 or 1; convert the column or drop such rows.",
        RowProblem.ofLabel(COLUMNS, false, label));
  }

  @Test
  void aNullLabelIsSaidToBeNull() {
    assertEquals(
        "Column 'clicked' has the label null, but labels must be 0 or 1; convert the column or"
            + " drop such rows.",
        RowProblem.ofLabel(COLUMNS, true, Double.NaN));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 2.5, 3e38})
  void weightsFromZeroOnAreNoProblem(double weight) {
    assertNull(RowProblem.ofWeight(COLUMNS, false, weight));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, 1e39})
  void otherWeightsAreNamedWithTheirColumn(double weight) {
    assertEquals(
        "Column 'importance' has the row weight "
            + weight
            + ", but weights must be finite floats of at least 0; convert the column or drop such"
            + " rows.",
        RowProblem.ofWeight(COLUMNS, false, weight));
  }

  @Test
  void aNullWeightIsSaidToBeNull() {
    assertEquals(
        "Column 'importance' has the row weight null, but weights must be finite floats"
            + " of at least 0; convert the column or drop such rows.",
        RowProblem.ofWeight(COLUMNS, true, Double.NaN));
  }

  @Test
  void finiteVectorsOfTheRightSizeAreNoProblem() {
    assertNull(ofFeatures(Vectors.dense(-1.5, 0, 1, 0)));
    assertNull(ofFeatures(Vectors.sparse(4, new int[] {0, 3}, new double[] {3e38, 1})));
    assertNull(ofFeatures(Vectors.sparse(4, new int[0], new double[0])));
  }

  @Test
  void aNullVectorIsAProblem() {
    assertEquals(
        "Column 'features' has a null features vector; assemble the features with FieldAssembler,"
            + " which leaves missing values out instead.",
        ofFeatures(null));
  }

  @Test
  void aVectorOfAnotherSizeIsAProblem() {
    assertEquals(
        "Column 'features' has a vector of size 3, but its fields have 4 features together;"
            + " assemble it with FieldAssembler or correct fieldSizes.",
        ofFeatures(Vectors.dense(0, 0, 1)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY, 1e39, -1e300})
  void valuesThatAreNotFiniteAreNamedWithTheirField(double value) {
    assertEquals(notFinite(value, "price"), ofFeatures(Vectors.dense(value, 0, 1, 0)));
    assertEquals(notFinite(value, "app"), ofFeatures(Vectors.dense(1, 0, 0, value)));
    assertEquals(
        notFinite(value, "app"),
        ofFeatures(Vectors.sparse(4, new int[] {0, 2}, new double[] {1, value})));
  }

  @Test
  void sparsePartsAreJudgedAsTheVectorTheyMake() {
    assertNull(ofSparse(4, new int[] {0, 3}, 3e38, 1));
    assertNull(ofSparse(4, new int[0]));
    assertEquals(ofFeatures(Vectors.sparse(3, new int[0], new double[0])), ofSparse(3, new int[0]));
    assertEquals(notFinite(Double.NaN, "app"), ofSparse(4, new int[] {0, 2}, 1, Double.NaN));
  }

  @Test
  void indicesThatNoSparseVectorCanHaveAreAProblem() {
    assertEquals(damaged(2, 2), ofSparse(4, new int[] {1, 1}, 1, 1));
    assertEquals(damaged(2, 2), ofSparse(4, new int[] {2, 1}, 1, 1));
    assertEquals(damaged(1, 1), ofSparse(4, new int[] {-1}, 1));
    assertEquals(damaged(1, 1), ofSparse(4, new int[] {4}, 1));
    assertEquals(damaged(1, 2), ofSparse(4, new int[] {0, 1}, 1));
  }

  private String ofSparse(int size, int[] indices, double... values) {
    return RowProblem.ofSparseFeatures("features", schema, size, indices, values);
  }

  private static String damaged(int values, int indices) {
    return "Column 'features' has a sparse vector of "
        + values
        + " values and "
        + indices
        + " indices, but each value must have an index, ascending within 0 to 3; the column is"
        + " damaged, so write it again.";
  }

  private static String notFinite(double value, String field) {
    return "Column 'features' has the value "
        + value
        + " in field '"
        + field
        + "', but feature values must be finite floats; replace it by null (missing) or drop such"
        + " rows.";
  }
}
