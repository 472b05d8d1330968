package io.sparkdeepfm.scoring;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.model.Explainer.Explanation;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.mutable.LinkedHashMap;

/**
 * The column of {@link Explanation}s, a struct of
 *
 * <ul>
 *   <li>{@code bias} double, the global bias, corrected for {@code negativeSamplingRate} as the
 *       logit is
 *   <li>{@code firstOrder} map&lt;string, double&gt;, the term of each field that has a value
 *   <li>{@code secondOrder} array&lt;struct&lt;field1, field2, term&gt;&gt;, the term of each pair
 *       of fields that have values; of a field with itself where it has several values and {@code
 *       interaction} is {@code feature}
 *   <li>{@code deep} double, what is left of the logit
 * </ul>
 */
public final class ExplanationColumn {
  private static final StructType PAIR =
      new StructType()
          .add("field1", DataTypes.StringType, false)
          .add("field2", DataTypes.StringType, false)
          .add("term", DataTypes.DoubleType, false);

  private static final StructType TYPE =
      new StructType()
          .add("bias", DataTypes.DoubleType, false)
          .add(
              "firstOrder",
              DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false),
              false)
          .add("secondOrder", DataTypes.createArrayType(PAIR, false), false)
          .add("deep", DataTypes.DoubleType, false);

  private ExplanationColumn() {}

  /**
   * The schema with the column, if there is to be one.
   *
   * @param schema of the rows and their predictions
   * @param column its name; null or empty for none
   * @throws IllegalArgumentException if a column has its name already
   */
  public static StructType addTo(StructType schema, String column) {
    if (column == null || column.isEmpty()) {
      return schema;
    }
    if (Arrays.asList(schema.fieldNames()).contains(column)) {
      throw Refusal.of(
          "explainCol is '%s', but there is a column of that name already; drop it or choose"
              + " another name.",
          column);
    }
    return schema.add(column, TYPE, false);
  }

  /**
   * An explanation as a row of Java objects, of this column's type.
   *
   * @param fields names of the fields
   */
  static Row row(Explanation explanation, List<String> fields) {
    LinkedHashMap<String, Double> first = new LinkedHashMap<>(); // Spark's rows take Scala's maps
    for (Explanation.FieldTerm term : explanation.firstOrder()) {
      first.put(fields.get(term.field()), term.term());
    }
    Row[] second =
        explanation.secondOrder().stream()
            .map(
                pair ->
                    RowFactory.create(
                        fields.get(pair.field1()), fields.get(pair.field2()), pair.term()))
            .toArray(Row[]::new);
    return RowFactory.create(explanation.bias(), first, second, explanation.deep());
  }
}
