package io.sparkdeepfm.stage;

import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.param.InputColumnsParams;
import io.sparkdeepfm.param.StageColumns;
import io.sparkdeepfm.persist.StageFiles;
import io.sparkdeepfm.platform.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Puts any number of columns, one per field, into one sparse MLlib vector that knows its fields.
 *
 * <p>An input column is
 *
 * <ul>
 *   <li>an index, if its metadata says so: an output of {@link VocabularyIndexer}, {@link
 *       FieldHasher} or MLlib's {@code StringIndexer}, {@code Bucketizer}, {@code
 *       QuantileDiscretizer}. The field has a feature per index; that of the cell has value 1.
 *       Buckets have one more for invalid values, which {@code handleInvalid} keep puts there
 *   <li>a vector whose length the metadata gives: a feature per element. An element other than 0 is
 *       the value of its feature
 *   <li>any other number or boolean: a numeric field with one feature, whose value is the cell. An
 *       index column that lost its metadata is taken for this
 * </ul>
 *
 * <p>A null cell is a missing value: nothing is stored. Nor is anything stored for 0. A value that
 * is NaN or infinite and an index outside its field fail the job, naming the column.
 */
public final class FieldAssembler extends Transformer
    implements InputColumnsParams<FieldAssembler>, MLWritable {
  /** From 2 on, buckets have an index for invalid values. */
  private static final int FORMAT_VERSION = 2;

  private static final String DEFAULT = "default";

  private final String uid;

  /** False for stages that were saved before buckets had an index for invalid values. */
  private boolean sparesInvalid = true;

  public FieldAssembler() {
    this(Identifiable$.MODULE$.randomUID("fieldAssembler"));
  }

  public FieldAssembler(String uid) {
    Platform.check();
    this.uid = uid;
    setDefault(outputCol(), "features");
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Name of the features column. */
  public Param<String> outputCol() {
    return new Param<>(this, "outputCol", "name of the features column; it must not exist yet");
  }

  /** Pooling of each field. */
  public StringArrayParam poolings() {
    return new StringArrayParam(
        this,
        "poolings",
        "how several values of a field become one vector, aligned with inputCols: sum, mean"
            + " (weights are divided by the sum of their magnitudes), sqrtn (by the root of the"
            + " sum of their squares) or default, the classifier's pooling; unset: all default."
            + " Numeric fields are always summed");
  }

  public FieldAssembler setOutputCol(String column) {
    return with(outputCol(), column);
  }

  public String getOutputCol() {
    return getOrDefault(outputCol());
  }

  public FieldAssembler setPoolings(String... values) {
    return with(poolings(), values);
  }

  public String[] getPoolings() {
    return getOrDefault(poolings());
  }

  @Override
  public Dataset<Row> transform(Dataset<?> data) {
    List<AssemblerInput> inputs = inputs(data.schema());
    List<Pooling> chosen = chosenPoolings(inputs);
    FieldSchema fields = fieldSchema(inputs);
    StructField output =
        FieldMetadata.featuresField(
            getOutputCol(), fields, chosen, withUnknown(inputs), sources(inputs));
    Column[] cells = inputs.stream().map(AssemblerInput::cells).toArray(Column[]::new);
    Column features = AssembleRow.of(fields, inputs).of(cells).as(output.name(), output.metadata());
    return Columns.append(data, List.of(features));
  }

  /** Without field metadata as long as an estimator before this stage has still to be fitted. */
  @Override
  public StructType transformSchema(StructType schema) {
    List<AssemblerInput> inputs = inputs(schema);
    List<Pooling> chosen = chosenPoolings(inputs);
    if (inputs.stream().allMatch(AssemblerInput::isSized)) {
      return schema.add(
          FieldMetadata.featuresField(
              getOutputCol(), fieldSchema(inputs), chosen, withUnknown(inputs), sources(inputs)));
    }
    return schema.add(getOutputCol(), SQLDataTypes.VectorType(), false);
  }

  private List<AssemblerInput> inputs(StructType schema) {
    Columns.requireNew(schema, getOutputCol());
    return Stream.of(StageColumns.inputs(this, schema))
        .map(column -> AssemblerInput.of(column, sparesInvalid))
        .toList();
  }

  private static FieldSchema fieldSchema(List<AssemblerInput> inputs) {
    List<Field> fields = inputs.stream().map(input -> input.field(Pooling.SUM)).toList();
    return new FieldSchema(fields);
  }

  private static Set<String> withUnknown(List<AssemblerInput> inputs) {
    return inputs.stream()
        .filter(AssemblerInput::hasUnknown)
        .map(input -> input.column().name())
        .collect(Collectors.toSet());
  }

  private static List<String> sources(List<AssemblerInput> inputs) {
    return inputs.stream().map(input -> FieldMetadata.sourceOf(input.column())).toList();
  }

  /** Per field: the pooling if it is decided here, else null. */
  private List<Pooling> chosenPoolings(List<AssemblerInput> inputs) {
    if (isDefined(poolings())) {
      StageColumns.requireAligned(poolings(), getPoolings().length, inputs.size());
    }
    List<Pooling> chosen = new ArrayList<>();
    for (int f = 0; f < inputs.size(); f++) {
      String name = isDefined(poolings()) ? getPoolings()[f] : DEFAULT;
      chosen.add(chosenPooling(inputs.get(f), name));
    }
    return chosen;
  }

  private static Pooling chosenPooling(AssemblerInput input, String name) {
    boolean numeric = input.kind() == AssemblerInput.Kind.NUMERIC;
    if (DEFAULT.equalsIgnoreCase(name)) {
      return numeric ? Pooling.SUM : null;
    }
    String what = String.format("The pooling of column '%s'", input.column().name());
    Pooling pooling = EnumNames.parse(Pooling.class, what, name);
    if (numeric && pooling != Pooling.SUM) {
      throw Refusal.of(
          "%s is '%s', but a numeric field is always summed; use sum or default.", what, name);
    }
    return pooling;
  }

  @Override
  public FieldAssembler copy(ParamMap extra) {
    FieldAssembler copy = defaultCopy(extra);
    copy.sparesInvalid = sparesInvalid;
    return copy;
  }

  @Override
  public MLWriter write() {
    return StageFiles.writer(this, sparesInvalid ? FORMAT_VERSION : 1);
  }

  public static MLReader<FieldAssembler> read() {
    return StageFiles.reader(
        FieldAssembler.class,
        FORMAT_VERSION,
        (metadata, session, path) -> {
          FieldAssembler assembler = new FieldAssembler(metadata.uid());
          assembler.sparesInvalid = metadata.formatVersion() >= FORMAT_VERSION;
          return assembler;
        });
  }

  public static FieldAssembler load(String path) {
    return read().load(path);
  }
}
