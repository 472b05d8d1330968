package io.sparkdeepfm.stage;

import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.column.IndexMetadata;
import io.sparkdeepfm.param.StageColumns;
import io.sparkdeepfm.param.TokenParams;
import io.sparkdeepfm.stage.token.EncodeTokens;
import io.sparkdeepfm.stage.token.TokenColumn;
import io.sparkdeepfm.stage.vocabulary.VocabularyCounting.VocabularyNames;
import io.sparkdeepfm.token.TokenEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The output columns of the stages that encode tokens: an {@code int} where a cell is one token, a
 * sparse {@code Vector} of weights where it may be several; null where the cell is null.
 */
final class TokenEncoding {
  private TokenEncoding() {}

  /** The schema after a stage; {@code sizes} is null while they are not known. */
  static StructType outputSchema(TokenParams<?> stage, StructType schema, int[] sizes) {
    StructField[] inputs = StageColumns.inputs(stage, schema);
    TokenColumn[] columns = TokenColumn.of(stage, inputs);
    String[] outputs = StageColumns.outputs(stage, schema);
    VocabularyNames names = VocabularyNames.of(stage);
    boolean hasUnknown = !(stage instanceof FieldHasher); // a hash knows every token
    List<StructField> fields = new ArrayList<>();
    for (int c = 0; c < columns.length; c++) {
      int size = sizes == null ? IndexMetadata.UNKNOWN_SIZE : sizes[c];
      boolean multiValued = columns[c].multiValued();
      Metadata metadata =
          new IndexMetadata(
                  names.nameOf(c), size, multiValued, hasUnknown, FieldMetadata.sourceOf(inputs[c]))
              .toMetadata(outputs[c]);
      DataType type = multiValued ? SQLDataTypes.VectorType() : DataTypes.IntegerType;
      fields.add(new StructField(outputs[c], type, true, metadata));
    }
    return Columns.append(schema, fields);
  }

  /**
   * Adds the output columns, without running a job.
   *
   * @param encoders one per input column
   */
  static Dataset<Row> encode(TokenParams<?> stage, Dataset<?> data, TokenEncoder[] encoders) {
    int[] sizes = Stream.of(encoders).mapToInt(TokenEncoder::size).toArray();
    StructType schema = data.schema();
    StructType outputSchema = outputSchema(stage, schema, sizes);
    TokenColumn[] columns = TokenColumn.of(stage, StageColumns.inputs(stage, schema));
    List<Column> outputs = new ArrayList<>();
    for (int c = 0; c < columns.length; c++) {
      StructField output = outputSchema.fields()[schema.length() + c];
      Column cell = Columns.reference(columns[c].name());
      outputs.add(
          EncodeTokens.of(columns[c], encoders[c]).of(cell).as(output.name(), output.metadata()));
    }
    return Columns.append(data, outputs);
  }
}
