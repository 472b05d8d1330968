package io.sparkdeepfm.param;

import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.encode.EncodedData.ExampleColumns;
import io.sparkdeepfm.param.InputColumnsParams.ColumnsParams;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that a stage's Params name, found in a schema, and what it has for each of them. */
public final class StageColumns {
  private StageColumns() {}

  /**
   * The input columns of a stage in a schema.
   *
   * @throws IllegalArgumentException if none is set or one is not there
   */
  public static StructField[] inputs(InputColumnsParams<?> stage, StructType schema) {
    String[] names = required(stage, stage.inputCols());
    StructField[] fields = new StructField[names.length];
    for (int c = 0; c < names.length; c++) {
      fields[c] = Columns.find(schema, names[c]);
    }
    return fields;
  }

  /**
   * The output columns of a stage.
   *
   * @throws IllegalArgumentException unless there are as many as inputs, all different and new
   */
  public static String[] outputs(ColumnsParams<?> stage, StructType schema) {
    String[] names = required(stage, stage.outputCols());
    requireAligned(stage.outputCols(), names.length, stage.getInputCols().length);
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      Columns.requireNew(schema, name);
      if (!seen.add(name)) {
        throw Refusal.of("outputCols names '%s' twice; output columns must differ.", name);
      }
    }
    return names;
  }

  /**
   * The names that a Param holds.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static String[] required(InputColumnsParams<?> stage, Param<String[]> param) {
    String[] names = stage.isDefined(param) ? stage.getOrDefault(param) : new String[0];
    if (names.length == 0) {
      throw Refusal.of("%s of %s is not set; name at least one column.", param.name(), stage);
    }
    return names;
  }

  /**
   * What each of {@code numColumns} input columns has of an option with one value for all columns
   * and another Param that gives each column its own.
   *
   * @throws IllegalArgumentException if the array has another length
   */
  public static int[] perColumn(
      Params stage, IntParam scalar, IntArrayParam array, int numColumns) {
    int[] values = new int[numColumns];
    if (stage.isDefined(array)) {
      values = stage.getOrDefault(array);
      requireAligned(array, values.length, numColumns);
    } else {
      Arrays.fill(values, (int) stage.getOrDefault(scalar));
    }
    return values;
  }

  /** The same for strings. */
  public static String[] perColumn(
      Params stage, Param<String> scalar, StringArrayParam array, int numColumns) {
    String[] values = new String[numColumns];
    if (stage.isDefined(array)) {
      values = stage.getOrDefault(array);
      requireAligned(array, values.length, numColumns);
    } else {
      Arrays.fill(values, stage.getOrDefault(scalar));
    }
    return values;
  }

  public static void requireAligned(Param<?> array, int length, int numColumns) {
    if (length != numColumns) {
      throw Refusal.of(
          "%s has %d entries, but there are %d inputCols; give one entry per input column.",
          array.name(), length, numColumns);
    }
  }

  /** Checks the columns that a predictor reads, and names them. */
  public static final class InputColumns {
    private InputColumns() {}

    public static ExampleColumns of(DeepFMParams params) {
      return new ExampleColumns(
          params.getFeaturesCol(),
          params.getLabelCol(),
          emptyIsUnset(params.getWeightCol()),
          emptyIsUnset(params.getValidationIndicatorCol()),
          params.fittedLoss());
    }

    /** The columns of rows that a model is measured on. */
    public static ExampleColumns scored(DeepFMParams params) {
      return new ExampleColumns(
          params.getFeaturesCol(),
          params.getLabelCol(),
          emptyIsUnset(params.getWeightCol()),
          null,
          params.fittedLoss());
    }

    /** As in all of Spark ML, where a grid of Params can only set, not unset. */
    static String emptyIsUnset(String column) {
      return column == null || column.isEmpty() ? null : column;
    }

    /**
     * @throws IllegalArgumentException if a column is missing or of the wrong type, or there are no
     *     validation rows for what was set to depend on them
     */
    public static void check(DeepFMParams params, StructType schema) {
      ExampleColumns columns = of(params);
      ParamCombinations.checkValidation(params, columns.validationIndicator());
      requireVector(schema, columns.features());
      requireNumeric(schema, "labelCol", columns.label());
      if (columns.weight() != null) {
        requireNumeric(schema, "weightCol", columns.weight());
      }
      if (columns.validationIndicator() != null) {
        StructField field =
            Columns.require(schema, "validationIndicatorCol", columns.validationIndicator());
        if (!(field.dataType() instanceof BooleanType)) {
          throw wrongType("validationIndicatorCol", field, "boolean; cast it first");
        }
      }
    }

    /**
     * @throws IllegalArgumentException if the features column is missing or no vector
     */
    public static StructField requireVector(StructType schema, String column) {
      StructField field = Columns.require(schema, "featuresCol", column);
      if (!field.dataType().equals(SQLDataTypes.VectorType())) {
        throw wrongType("featuresCol", field, "a vector; assemble it with FieldAssembler");
      }
      return field;
    }

    public static void requireNumeric(StructType schema, String param, String column) {
      StructField field = Columns.require(schema, param, column);
      if (!(field.dataType() instanceof NumericType)) {
        throw wrongType(param, field, "a number; cast it first");
      }
    }

    private static IllegalArgumentException wrongType(
        String param, StructField field, String expected) {
      return Refusal.of(
          "Column '%s' (%s) has type %s, but must be %s.",
          field.name(), param, field.dataType().catalogString(), expected);
    }
  }
}
