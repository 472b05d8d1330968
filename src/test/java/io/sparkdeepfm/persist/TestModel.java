package io.sparkdeepfm.persist;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** The least that can be saved: a stage with two Params that passes its input on. */
public final class TestModel extends Transformer implements MLWritable {
  private final String uid;
  private final ModelState state;
  private final Param<String> note;
  private final DoubleParam cut;

  /** What a training might say. */
  public record Summary(double loss, Instant finished, List<Double> history) {}

  private final Summary summary;

  public TestModel(String uid, ModelState state) {
    this(uid, state, null);
  }

  TestModel(String uid, ModelState state, Summary summary) {
    this.uid = uid;
    this.summary = summary;
    this.state = state;
    note = new Param<>(this, "note", "any text");
    cut = new DoubleParam(this, "cut", "in [0, 1]", ParamValidators.inRange(0, 1));
    setDefault(cut, 0.5);
  }

  @Override
  public String uid() {
    return uid;
  }

  Optional<Summary> summary() {
    return Optional.ofNullable(summary);
  }

  public ModelState state() {
    return state;
  }

  public Param<String> note() {
    return note;
  }

  public DoubleParam cut() {
    return cut;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    return dataset.toDF();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return schema;
  }

  @Override
  public Transformer copy(ParamMap extra) {
    return copyValues(new TestModel(uid, state, summary), extra);
  }

  @Override
  public MLWriter write() {
    return ModelFiles.writer(this, state, Optional.ofNullable(summary));
  }

  public static MLReader<TestModel> read() {
    return new Reader();
  }

  private static final class Reader extends MLReader<TestModel> {
    @Override
    public TestModel load(String path) {
      ModelFiles.Saved saved = ModelFiles.load(path, TestModel.class.getName(), sparkSession());
      TestModel model =
          new TestModel(saved.uid(), saved.state(), saved.summary(Summary.class).orElse(null));
      saved.restoreParams(model);
      return model;
    }
  }
}
