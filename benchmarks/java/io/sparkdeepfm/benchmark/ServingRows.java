package io.sparkdeepfm.benchmark;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sparkdeepfm.serving.Candidates;
import io.sparkdeepfm.serving.Scorer;
import io.sparkdeepfm.serving.ScoringRow;
import io.sparkdeepfm.serving.ServingModel;
import io.sparkdeepfm.serving.onnx.OnnxModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Single rows and candidates on one thread, each from raw values to its logit. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
public class ServingRows {
  static final int CANDIDATES = 500;
  static final int USER_FIELDS = 20;
  private static final int FIELDS = 39;
  private static final int SMALL_FIELDS = 10;
  private static final int TOKENS = 10_000;
  private static final int ROWS = 1 << 10;

  private final String[][] tokens = new String[ROWS][FIELDS];
  private final List<Map<String, Object>> smallMaps = new ArrayList<>();
  private ScoringRow large;
  private ScoringRow small;
  private Scorer smallScorer;
  private Candidates.Batch ranking;
  private OrtEnvironment onnx;
  private OrtSession session;
  private int next;

  @Setup
  public void prepare() throws IOException, OrtException {
    Random random = new Random(5);
    for (String[] row : tokens) {
      for (int f = 0; f < FIELDS; f++) {
        row[f] = "value" + random.nextInt(TOKENS);
      }
    }
    ServingModel model = ServedShapes.tokens(FIELDS, TOKENS, 16, List.of(400, 400, 400));
    Scorer scorer = Scorer.of(model);
    large = scorer.newRow();
    String[] user = scorer.columns().subList(0, USER_FIELDS).toArray(String[]::new);
    ranking = scorer.candidates(user).newBatch(CANDIDATES);
    smallScorer = Scorer.of(ServedShapes.tokens(SMALL_FIELDS, TOKENS, 10, List.of(64, 32)));
    small = smallScorer.newRow();
    for (String[] row : tokens) {
      Map<String, Object> map = new HashMap<>();
      for (int f = 0; f < SMALL_FIELDS; f++) {
        map.put(smallScorer.columns().get(f), row[f]);
      }
      smallMaps.add(map);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    OnnxModel.write(model, file);
    onnx = OrtEnvironment.getEnvironment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    session = onnx.createSession(file.toByteArray(), options);
  }

  private String[] row() {
    next = (next + 1) & (ROWS - 1);
    return tokens[next];
  }

  private static double score(ScoringRow target, String[] row, int fields) {
    for (int f = 0; f < fields; f++) {
      target.set(f, row[f]);
    }
    return target.logit();
  }

  @Benchmark
  public double largeTypedRow() {
    return score(large, row(), FIELDS);
  }

  @Benchmark
  public float largeRowByOnnxRuntime() throws OrtException {
    String[] row = row();
    Map<String, OnnxTensor> inputs = new HashMap<>();
    for (int f = 0; f < FIELDS; f++) {
      inputs.put(ServedShapes.column(f), OnnxTensor.createTensor(onnx, new String[] {row[f]}));
    }
    try (OrtSession.Result result = session.run(inputs)) {
      return ((float[]) result.get("logit").orElseThrow().getValue())[0];
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  @Benchmark
  public double smallTypedRow() {
    return score(small, row(), SMALL_FIELDS);
  }

  @Benchmark
  public double smallRowFromMap() {
    next = (next + 1) & (ROWS - 1);
    return smallScorer.logit(smallMaps.get(next));
  }

  @Benchmark
  public double candidatesOfOneUser() {
    String[] user = row();
    for (int f = 0; f < USER_FIELDS; f++) {
      ranking.common().set(f, user[f]);
    }
    for (int i = 0; i < CANDIDATES; i++) {
      String[] item = row();
      for (int f = USER_FIELDS; f < FIELDS; f++) {
        ranking.candidates().set(f - USER_FIELDS, item[f]);
      }
      ranking.candidates().next();
    }
    return ranking.logits()[CANDIDATES - 1];
  }

  @Benchmark
  public double candidatesAsSingleRows() {
    String[] user = row();
    double sum = 0;
    for (int i = 0; i < CANDIDATES; i++) {
      String[] item = row();
      for (int f = 0; f < FIELDS; f++) {
        large.set(f, f < USER_FIELDS ? user[f] : item[f]);
      }
      sum += large.logit();
    }
    return sum;
  }
}
