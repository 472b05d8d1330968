package io.sparkdeepfm;

import io.sparkdeepfm.encode.EncodedData;
import io.sparkdeepfm.engine.DeepFMKryoRegistrator;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.cpu.CpuSession;
import io.sparkdeepfm.engine.cpu.ExhaustedReplicas;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.param.ConfigBuilder;
import io.sparkdeepfm.param.StageColumns.InputColumns;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.FieldHasher;
import io.sparkdeepfm.stage.LogMinMaxScaler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.ForkedJvm;
import io.sparkdeepfm.testing.RunningTasks;
import io.sparkdeepfm.train.ClusterShape;
import io.sparkdeepfm.train.ProgressListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.ExecutorAllocationClient;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.scheduler.ExecutorDecommissionInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BlockResult;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.StorageLevel;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Trains on executors in processes of their own, as {@link ClusterTest} asks. */
final class ClusterDriver {
  /** After a serializer's name: no class may travel that is not registered. */
  static final String ALL_REGISTERED = " with all registered";

  /** Likewise: the first failure of a task is the last. */
  static final String ONE_FAILURE = " with one failure";

  /** Likewise: Spark makes copies of slow tasks. */
  static final String SPECULATION = " with speculation";

  /** Likewise, before the folder of its libraries: each worker of Spark has an emulated GPU. */
  static final String GPUS = " with GPUs of ";

  private static final String FOLDERS_VARIABLE = "SPARK_DEEPFM_CUDA_LIBRARIES";

  /** Likewise: executors come and go with the number of tasks. */
  static final String DYNAMIC = " with dynamic allocation";

  /** Likewise: executors that are told to go hand on what they have stored. */
  static final String DECOMMISSION = " with decommissioning";

  private static final String LOCAL_DIR = "local";

  @SuppressWarnings("UnusedVariable")
  private final SparkSession session;

  private final Clicks clicks;

  private ClusterDriver(SparkSession session) {
    this.session = session;
    clicks = Clicks.in(session);
  }

  /** Rows that come out the same in any session. */
  record Clicks(Dataset<Row> train, Dataset<Row> test) {
    static Clicks in(SparkSession session) {
      ClickGenerator generator = ClickGenerator.linear(11);
      return new Clicks(
          ClickRows.of(session, generator.schema(), generator.next(4000)).coalesce(1),
          ClickRows.of(session, generator.schema(), generator.next(3000)));
    }
  }

  static DeepFMClassifier classifier() {
    return TinyModels.classifier().setNumWorkers(2).setNumEpochs(4).setBatchSize(128);
  }

  static double auc(DeepFMClassificationModel model, Dataset<Row> test) {
    return new BinaryClassificationEvaluator().setNumBins(0).evaluate(model.transform(test));
  }

  /** Equal for equal parameters, bit for bit. */
  static int checksum(DeepFMParameters parameters) {
    int hash = Arrays.hashCode(parameters.dense());
    for (EmbeddingTable table : parameters.tables()) {
      for (float[] rows : table.segments()) {
        hash = 31 * hash + Arrays.hashCode(rows);
      }
    }
    return hash;
  }

  private void train(String name, DeepFMClassifier classifier) throws Exception {
    long begin = System.nanoTime();
    RunningTasks tasks = new RunningTasks(session.sparkContext());
    DeepFMClassificationModel model = classifier.fit(clicks.train());
    tasks.stop();
    ForkedJvm.report(name + ".executors", tasks.executors());
    ForkedJvm.report(name + ".tasksAtOnce", tasks.mostAtOnce());
    ForkedJvm.report(name + ".coresPerTask", tasks.mostCoresPerTask());
    ForkedJvm.report(name + ".auc", auc(model, clicks.test()));
    ForkedJvm.report(name + ".checksum", checksum(model.parameters()));
    ForkedJvm.report(name + ".workers", model.summary().numWorkers());
    ForkedJvm.report(name + ".threads", model.summary().threadsPerWorker());
    ForkedJvm.report(name + ".seconds", (System.nanoTime() - begin) * 1e-9);
  }

  /** Rows with a field of a million buckets, of which the workers hold few. */
  private static Dataset<Row> large(Dataset<Row> clicks) {
    Dataset<Row> pages =
        clicks
            .withColumn("page", functions.expr("CONCAT('p', hash(id) % 300)"))
            .withColumn("turn", functions.expr("id % 4"))
            .withColumn("label", functions.expr("CAST(hash(page, turn) % 3 = 0 AS double)"))
            .drop("features");
    Dataset<Row> hashed =
        new FieldHasher()
            .setInputCols("page", "turn")
            .setOutputCols("page_bucket", "turn_bucket")
            .setNumBuckets(1 << 20)
            .transform(pages);
    return new FieldAssembler().setInputCols("page_bucket", "turn_bucket").transform(hashed);
  }

  static DeepFMClassificationModel fitLarge(DeepFMClassifier classifier, Dataset<Row> clicks) {
    return classifier.setEmbeddingDim(16).setLearningRate(0.02).fit(large(clicks));
  }

  private void trainLarge(String name, DeepFMClassifier classifier) {
    DeepFMClassificationModel model = fitLarge(classifier, clicks.train());
    ForkedJvm.report(name + ".checksum", checksum(model.parameters()));
    ForkedJvm.report(name + ".kept", model.parameters().numKept());
    ForkedJvm.report(name + ".auc", auc(model, large(clicks.test())));
  }

  /**
   * A saved and loaded model has every row, so it is large enough to go to executors in chunks, for
   * scoring and for a training that goes on from it.
   */
  private void loadLarge(String name) throws Exception {
    DeepFMClassificationModel model = fitLarge(classifier(), clicks.train());
    String path = Path.of(name + "-model").toAbsolutePath().toString();
    model.write().save(path);
    DeepFMClassificationModel loaded = DeepFMClassificationModel.load(path);
    ForkedJvm.report(name + ".kept", loaded.numKept());
    Dataset<Row> test = large(clicks.test());
    ForkedJvm.report(
        name + ".loadedIsTheSame",
        TinyModels.byId(model.transform(test), "rawPrediction")
            .equals(TinyModels.byId(loaded.transform(test), "rawPrediction")));
    DeepFMClassificationModel fromTrained =
        fitLarge(classifier().setNumEpochs(1).setInitialModel(model), clicks.train());
    DeepFMClassificationModel fromLoaded =
        fitLarge(classifier().setNumEpochs(1).setInitialModel(loaded), clicks.train());
    ForkedJvm.report(
        name + ".goesOnTheSame",
        TinyModels.byId(fromTrained.transform(test), "rawPrediction")
            .equals(TinyModels.byId(fromLoaded.transform(test), "rawPrediction")));
  }

  /** Every stage of a pipeline, saved and loaded, so that all that travels between JVMs does. */
  private void trainAndReload(String name) throws Exception {
    Dataset<Row> data =
        clicks
            .train()
            .select("id", "label")
            .withColumn("page", functions.expr("CONCAT('p', id % 50)"))
            .withColumn("tags", functions.expr("ARRAY(id % 3, label)"))
            .withColumn("age", functions.expr("id % 80"));
    PipelineStage[] stages = {
      new VocabularyIndexer().setInputCols("page").setOutputCols("page_index"),
      new FieldHasher().setInputCols("tags").setOutputCols("tags_bucket").setNumBuckets(16),
      new LogMinMaxScaler().setInputCols("age").setOutputCols("age_scaled"),
      new FieldAssembler().setInputCols("page_index", "tags_bucket", "age_scaled"),
      classifier()
    };
    PipelineModel model = new Pipeline().setStages(stages).fit(data);
    String path = Path.of(name + "-model").toAbsolutePath().toString();
    model.write().save(path);
    ForkedJvm.report(
        name + ".loadedIsTheSame",
        TinyModels.byId(model.transform(data), "rawPrediction")
            .equals(TinyModels.byId(PipelineModel.load(path).transform(data), "rawPrediction")));
  }

  /**
   * A worker finds no memory for a step in the second epoch, once. The estimator is left out,
   * because its engines have replicas that find it.
   */
  private void runOutOfMemory(String name) throws Exception {
    Path exhausted = Path.of(name).toAbsolutePath();
    DeepFMClassifier classifier = classifier();
    DeepFMConfig config = ConfigBuilder.shape(classifier, clicks.train().schema());
    ClusterShape cluster = ClusterShape.of(session.sparkContext());
    TrainingConfig training = ConfigBuilder.training(classifier, cluster);
    ExecutorsLost lost = new ExecutorsLost();
    session.sparkContext().addSparkListener(lost);
    try (EncodedData data =
            EncodedData.encode(
                clicks.train(),
                InputColumns.of(classifier),
                config.schema(),
                ConfigBuilder.rowRules(classifier),
                training.numWorkers(),
                cluster.coresToReserve(training.numWorkers(), training.threadsPerWorker()));
        CpuSession trained =
            new CpuSession(
                new TrainingEngine.Job(
                    data.blocks(),
                    data.workers(),
                    config,
                    training.forExamples(data.counts().training()),
                    cluster.coresPerExecutor(),
                    null),
                new ExhaustedReplicas(exhausted.toString()))) {
      for (int epoch = 1; epoch <= training.numEpochs(); epoch++) {
        if (epoch == 2) {
          Files.createFile(exhausted);
        }
        trained.trainEpoch(epoch, 1, done -> {});
      }
      ForkedJvm.report(
          name + ".auc",
          auc(
              new DeepFMClassificationModel("model", config, trained.parameters(), null),
              clicks.test()));
    }
    session.sparkContext().listenerBus().waitUntilEmpty();
    ForkedJvm.report(name + ".thrown", !Files.exists(exhausted));
    ForkedJvm.report(name + ".lost", lost.number);
  }

  /** Counts executors that Spark has lost. */
  private static final class ExecutorsLost extends SparkListener {
    private volatile int number;

    @Override
    public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
      number++;
    }
  }

  /**
   * The local disks of the executors take nothing from the second epoch on, until the training has
   * ended; then it goes on from its checkpoints.
   */
  private void fillLocalDisks(String name) throws Exception {
    LocalDisks disks = new LocalDisks();
    DeepFMClassifier classifier =
        classifier()
            .setAveragingFrequency(3)
            .setCheckpointDir(Path.of(name).toAbsolutePath().toString())
            .setCheckpointUnit("rounds")
            .setProgressListener(disks);
    try {
      classifier.fit(clicks.train());
      ForkedJvm.report(name + ".end", "a model");
    } catch (Exception e) { // also a SparkException, which Scala does not declare
      ForkedJvm.report(name + ".end", e);
    }
    disks.empty();
    train(name, classifier.setProgressListener(null).setResume(true));
  }

  /** Fills the executors' local disks once, in the middle of a training. */
  private static final class LocalDisks implements ProgressListener {
    private List<Path> filled = List.of();

    @Override
    public void examplesDone(int epoch, long examplesDone) {
      if (epoch == 2 && filled.isEmpty()) {
        try (Stream<Path> all = Files.walk(Path.of(LOCAL_DIR), 3)) {
          filled =
              all.filter(path -> path.getFileName().toString().startsWith("blockmgr-"))
                  .filter(path -> path.getParent().getFileName().toString().startsWith("executor-"))
                  .toList();
          for (Path directory : filled) {
            Files.move(directory, aside(directory));
            Files.createFile(directory); // in a file nothing can be written
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    void empty() throws IOException {
      for (Path directory : filled) {
        Files.delete(directory);
        Files.move(aside(directory), directory);
      }
    }

    private static Path aside(Path directory) {
      return directory.resolveSibling(directory.getFileName() + "-aside");
    }
  }

  /** Ends executors, as a machine that fails does, once in the middle of a training. */
  private static final class Killer implements ProgressListener {
    private final String name;
    private final int victims;
    private boolean done;

    Killer(String name, int victims) {
      this.name = name;
      this.victims = victims;
    }

    @Override
    public void examplesDone(int epoch, long examplesDone) {
      if (epoch == 2 && !done) {
        done = true;
        List<ProcessHandle> running = ProcessHandle.current().children().toList();
        running.stream().limit(victims).forEach(ProcessHandle::destroyForcibly);
        ForkedJvm.report(name + ".killed", Math.min(victims, running.size()));
      }
    }
  }

  /**
   * Has all executors keep all that any of them keeps, once in the middle of a training, as it
   * comes about where stages that run at the same time repeat what an executor took along.
   */
  private final class Duplicator implements ProgressListener {
    private final String name;
    private boolean done;

    Duplicator(String name) {
      this.name = name;
    }

    @Override
    public void examplesDone(int epoch, long examplesDone) {
      if (!done) {
        done = true;
        List<String> blocks = new ArrayList<>();
        session
            .sparkContext()
            .getPersistentRDDs()
            .valuesIterator()
            .foreach(
                rdd -> {
                  for (int p = 0; p < rdd.getNumPartitions(); p++) {
                    blocks.add(new RDDBlockId(rdd.id(), p).name());
                  }
                  return null;
                });
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .parallelize(List.of(0, 1, 2, 3, 4, 5, 6, 7), 8)
            .foreachPartition(none -> keep(blocks));
        ForkedJvm.report(name + ".leastPlaces", leastPlaces(blocks));
      }
    }

    private static void keep(List<String> blocks) throws InterruptedException {
      BlockManager manager = SparkEnv.get().blockManager();
      ClassTag<Object> type = ClassTag$.MODULE$.apply(Object.class);
      for (String name : blocks) {
        BlockId block = BlockId.apply(name);
        if (manager.getLocalValues(block).isEmpty()) {
          Option<BlockResult> elsewhere = manager.getRemoteValues(block, type);
          manager.putIterator(
              block, elsewhere.get().data(), StorageLevel.MEMORY_AND_DISK(), true, type);
        }
      }
      Thread.sleep(200); // so that one executor does not do all
    }

    private static int leastPlaces(List<String> blocks) {
      return blocks.stream()
          .mapToInt(
              name ->
                  SparkEnv.get().blockManager().master().getLocations(BlockId.apply(name)).size())
          .min()
          .orElseThrow();
    }
  }

  /** Tells an executor to go, once in the middle of a training. */
  private final class Decommissioner implements ProgressListener {
    private final String name;
    private boolean done;

    Decommissioner(String name) {
      this.name = name;
    }

    @Override
    public void examplesDone(int epoch, long examplesDone) {
      if (epoch == 2 && !done) {
        done = true;
        ExecutorAllocationClient client =
            (ExecutorAllocationClient) session.sparkContext().schedulerBackend();
        String executor = client.getExecutorIds().head();
        client.decommissionExecutor(
            executor, new ExecutorDecommissionInfo("to be tested", Option.empty()), false, false);
        ForkedJvm.report(name + ".told", executor);
      }
    }
  }

  /** Ends an executor while rows are averaged, once: when the first task of a merge has ended. */
  private static final class ExchangeKiller extends SparkListener {
    private final String name;
    private int merges; // whose first task is awaited
    private boolean done;

    ExchangeKiller(String name) {
      this.name = name;
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
      boolean reads = end.taskMetrics().shuffleReadMetrics().totalBlocksFetched() > 0;
      boolean writes = end.taskMetrics().shuffleWriteMetrics().recordsWritten() > 0;
      if (reads && writes && ++merges == 12 && !done) {
        done = true;
        ProcessHandle.current().children().findFirst().ifPresent(ProcessHandle::destroyForcibly);
        ForkedJvm.report(name + ".killed", 1);
      }
    }
  }

  /**
   * Kills one executor or all, or stops one for some seconds, at times and in an order that a seed
   * draws.
   */
  private static final class Faults implements ProgressListener {
    private static final int STOPPED_SECONDS = 3;

    private final String name;
    private final Random random = new Random(7);
    private int left;

    Faults(String name, int faults) {
      this.name = name;
      left = faults;
    }

    @Override
    public void examplesDone(int epoch, long examplesDone) {
      if (left > 0 && random.nextInt(2) == 0) {
        List<ProcessHandle> running = ProcessHandle.current().children().toList();
        if (!running.isEmpty()) {
          left--;
          ForkedJvm.report(name + ".left", left);
          fault(running);
        }
      }
    }

    private void fault(List<ProcessHandle> running) {
      ProcessHandle victim = running.get(random.nextInt(running.size()));
      switch (random.nextInt(3)) {
        case 0 -> victim.destroyForcibly();
        case 1 -> running.forEach(ProcessHandle::destroyForcibly);
        default -> stop(victim);
      }
    }

    private static void stop(ProcessHandle victim) {
      String pid = String.valueOf(victim.pid());
      String command =
          String.format("kill -STOP %s; sleep %d; kill -CONT %s", pid, STOPPED_SECONDS, pid);
      try {
        new ProcessBuilder("sh", "-c", command).start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void addGpus(SparkSession.Builder builder, String libraries) throws IOException {
    Path script = Files.createTempFile("gpus", ".sh");
    script.toFile().deleteOnExit();
    Files.writeString(script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\"]}'\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    builder
        .config("spark.executorEnv." + FOLDERS_VARIABLE, libraries)
        .config("spark.worker.resource.gpu.amount", 1)
        .config("spark.worker.resource.gpu.discoveryScript", script.toString())
        .config("spark.executor.resource.gpu.amount", 1)
        .config("spark.task.resource.gpu.amount", 1);
  }

  public static void main(String[] args) throws Exception {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(args[0])
            .config("spark.serializer", args[1].replaceAll(" .*", ""))
            .config("spark.task.maxFailures", args[1].endsWith(ONE_FAILURE) ? 1 : 4)
            .config("spark.speculation", args[1].endsWith(SPECULATION))
            .config("spark.dynamicAllocation.enabled", args[1].endsWith(DYNAMIC))
            .config("spark.dynamicAllocation.shuffleTracking.enabled", "true")
            .config("spark.dynamicAllocation.initialExecutors", "2")
            .config("spark.dynamicAllocation.executorIdleTimeout", "1s")
            .config("spark.decommission.enabled", args[1].endsWith(DECOMMISSION))
            .config("spark.storage.decommission.enabled", args[1].endsWith(DECOMMISSION))
            .config("spark.storage.decommission.rddBlocks.enabled", "true")
            .config("spark.speculation.quantile", "0.5")
            .config("spark.speculation.multiplier", "1.01")
            .config("spark.kryo.registrationRequired", args[1].endsWith(ALL_REGISTERED))
            .config(
                "spark.kryo.registrator",
                args[1].endsWith(ALL_REGISTERED) ? DeepFMKryoRegistrator.class.getName() : "")
            .config("spark.ui.enabled", "false")
            .config("spark.local.dir", Path.of(LOCAL_DIR).toAbsolutePath().toString())
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.executor.memory", "512m")
            .config("spark.executor.extraJavaOptions", ForkedJvm.SHORT_LIVED)
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .config("spark.sql.shuffle.partitions", "2");
    int gpus = args[1].indexOf(GPUS);
    if (gpus >= 0) {
      addGpus(builder, args[1].substring(gpus + GPUS.length()));
    }
    try (SparkSession session = builder.getOrCreate()) {
      ClusterDriver driver = new ClusterDriver(session);
      for (String scenario : Arrays.asList(args).subList(2, args.length)) {
        driver.run(scenario);
      }
    }
  }

  private void run(String scenario) throws Exception {
    switch (scenario) {
      case "quiet" -> train(scenario, classifier());
      case "gpus" -> train(scenario, classifier().setEngine("cuda").setScoringEngine("cuda"));
      case "gpusOneLost" ->
          train(
              scenario,
              classifier().setEngine("cuda").setProgressListener(new Killer(scenario, 1)));
      case "gpusOneLostWithCheckpoints" ->
          train(
              scenario,
              classifier()
                  .setEngine("cuda")
                  .setCheckpointDir(Path.of(scenario).toAbsolutePath().toString())
                  .setProgressListener(new Killer(scenario, 1)));
      case "gradients" -> train(scenario, classifier().setAveraging("gradients"));
      case "gradientsOneLost" ->
          train(
              scenario,
              classifier().setAveraging("gradients").setProgressListener(new Killer(scenario, 1)));
      case "sideBySide" -> train(scenario, classifier().setNumWorkers(4));
      case "defaults" -> train(scenario, classifier().setNumWorkers(0).setThreadsPerWorker(0));
      case "oneLost" -> train(scenario, classifier().setProgressListener(new Killer(scenario, 1)));
      case "oneLostWithCheckpoints", "gradientsOneLostWithCheckpoints" ->
          train(
              scenario,
              classifier()
                  .setAveraging(scenario.startsWith("gradients") ? "gradients" : "parameters")
                  .setCheckpointDir(Path.of(scenario).toAbsolutePath().toString())
                  .setProgressListener(new Killer(scenario, 1)));
      case "lostInExchange" -> {
        ExchangeKiller killer = new ExchangeKiller(scenario);
        session.sparkContext().addSparkListener(killer);
        train(scenario, classifier().setAveragingFrequency(3));
        session.sparkContext().removeSparkListener(killer);
      }
      case "quietRounds" -> train(scenario, classifier().setAveragingFrequency(3));
      case "faults" ->
          train(
              scenario,
              classifier()
                  .setAveragingFrequency(3)
                  .setCheckpointDir(Path.of(scenario).toAbsolutePath().toString())
                  .setCheckpointUnit("rounds")
                  .setProgressListener(new Faults(scenario, 6)));
      case "bothLost" -> train(scenario, classifier().setProgressListener(new Killer(scenario, 2)));
      case "decommissioned" ->
          train(scenario, classifier().setProgressListener(new Decommissioner(scenario)));
      case "heldTwice" ->
          train(
              scenario,
              classifier().setAveragingFrequency(3).setProgressListener(new Duplicator(scenario)));
      case "allLost" ->
          train(
              scenario, classifier().setNumWorkers(1).setProgressListener(new Killer(scenario, 2)));
      case "large" -> trainLarge(scenario, classifier());
      case "largeOneLost" ->
          trainLarge(scenario, classifier().setProgressListener(new Killer(scenario, 1)));
      case "outOfMemory" -> runOutOfMemory(scenario);
      case "localDiskFull" -> fillLocalDisks(scenario);
      case "largeLoaded" -> loadLarge(scenario);
      case "pipeline" -> trainAndReload(scenario);
      default -> throw new IllegalArgumentException(scenario);
    }
  }
}
