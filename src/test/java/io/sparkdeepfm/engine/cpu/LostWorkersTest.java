package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.Scorer;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.Auc;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.SharedSpark;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What losses cost a training without checkpoints whose rows are rare. */
@Tag("spark")
class LostWorkersTest {
  private static final int WORKERS = 3;
  private static final int USERS = 4000;
  private static final int ITEMS = 400;
  private static final int BLOCK = 1000;
  private static final int BLOCKS_OF_WORKER = 24;
  private static final int BATCH_SIZE = 128;
  private static final int STEPS = 8; // of a round
  private static final int ROUNDS_BETWEEN_LOSSES = 3;
  private static final int LOSSES = 6;

  private static final FieldSchema SCHEMA =
      new FieldSchema(
          List.of(
              new Field("user", "user", USERS, Pooling.SUM),
              new Field("item", "item", ITEMS, Pooling.SUM)));

  private static final DeepFMConfig CONFIG =
      ModelConfigs.of(SCHEMA, 2, List.of(), Activation.RELU, 0, false, Interaction.FIELD, Head.SUM);

  private final Random random = new Random(7);
  private final double[] ofUsers = random.doubles(USERS, -2, 2).toArray();
  private final double[] ofItems = random.doubles(ITEMS, -2, 2).toArray();
  private final ExampleBlock test = block(40_000);

  /** The log odds are the sum of a user's and an item's. */
  private ExampleBlock block(int size) {
    int[] users = random.ints(size, 0, USERS).toArray();
    int[] items = random.ints(size, 0, ITEMS).toArray();
    float[] labels = new float[size];
    for (int i = 0; i < size; i++) {
      double logit = ofUsers[users[i]] + ofItems[items[i]];
      labels[i] = random.nextDouble() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
    }
    FieldColumn[] columns = {FieldColumn.single(users), FieldColumn.single(items)};
    return new ExampleBlock(size, labels, null, columns, false);
  }

  private double auc(
      JavaRDD<ExampleBlock> blocks, long seed, boolean losses, ReplicaFactory replicas) {
    WorkerExamples examples = new WorkerExamples((long) BLOCK * BLOCKS_OF_WORKER, BLOCK);
    TrainingConfig training =
        TrainingConfigs.of(OptimizerType.ADAM, 0.003, 0, BATCH_SIZE, 1, WORKERS, STEPS, 1, seed)
            .forExamples(examples.count() * WORKERS);
    List<WorkerExamples> workers = List.of(examples, examples, examples);
    TrainingEngine.Job job = new TrainingEngine.Job(blocks, workers, CONFIG, training, 2, null);
    int[] rounds = {0};
    try (CpuSession session = new CpuSession(job, replicas)) {
      session.trainEpoch(
          1,
          1,
          done -> {
            rounds[0]++;
            int lost = rounds[0] / ROUNDS_BETWEEN_LOSSES;
            if (losses && rounds[0] % ROUNDS_BETWEEN_LOSSES == 0 && lost <= LOSSES) {
              Workers.release(session.runId(), lost % WORKERS);
            }
          });
      float[] logits = new Scorer(CONFIG, session.parameters()).logits(test);
      double[] scores = IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).toArray();
      double[] labels = new double[scores.length];
      Arrays.setAll(labels, i -> test.labels()[i]);
      return Auc.auc(scores, labels);
    }
  }

  @Test
  void theOthersOptimizerStateSavesMostOfWhatLossesCost() {
    List<List<ExampleBlock>> data = new ArrayList<>();
    for (int w = 0; w < WORKERS; w++) {
      data.add(IntStream.range(0, BLOCKS_OF_WORKER).mapToObj(b -> block(BLOCK)).toList());
    }
    JavaRDD<ExampleBlock> blocks =
        JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext())
            .parallelize(data, WORKERS)
            .flatMap(List::iterator)
            .cache();
    try {
      double cost = 0;
      double costAfresh = 0;
      for (long seed = 1; seed <= 3; seed++) {
        double quiet = auc(blocks, seed, false, new CpuReplica.Factory());
        cost += quiet - auc(blocks, seed, true, new CpuReplica.Factory());
        costAfresh += quiet - auc(blocks, seed, true, new Afresh());
      }
      String costs = String.format("%.4f in place of %.4f", cost / 3, costAfresh / 3);
      assertTrue(costAfresh > 0 && Math.abs(cost) < costAfresh / 2, costs);
    } finally {
      blocks.unpersist();
    }
  }

  /** Replicas that begin with fresh optimizer state, whatever they are handed over. */
  private static final class Afresh implements ReplicaFactory {
    @Override
    public Replica create(
        DeepFMConfig config, TrainingConfig training, DeepFMParameters parameters, long before) {
      Replica replica = new CpuReplica.Factory().create(config, training, parameters, before);
      Object state = deaf(ReplicaState.class, replica.state(), null);
      return (Replica) deaf(Replica.class, replica, state);
    }

    /** The same without ears for what is handed over. */
    private static Object deaf(Class<?> type, Object target, Object state) {
      Set<String> unheard = Set.of("goOnAfter", "setDenseStates", "setRowStates");
      return Proxy.newProxyInstance(
          type.getClassLoader(),
          new Class<?>[] {type},
          (proxy, method, arguments) ->
              unheard.contains(method.getName())
                  ? null
                  : method.getName().equals("state") ? state : method.invoke(target, arguments));
    }

    @Override
    public Replica read(StateInput in, DeepFMConfig config, TrainingConfig training) {
      throw new UnsupportedOperationException("There are no checkpoints.");
    }
  }
}
