package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.checkpoint.Checkpoint;
import io.sparkdeepfm.checkpoint.CheckpointDirectory;
import io.sparkdeepfm.checkpoint.SavedFile;
import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.checkpoint.StateOutput;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.Averaged;
import io.sparkdeepfm.engine.cpu.WorkerReply.Status;
import io.sparkdeepfm.model.DeepFMConfig;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the workers write their replicas, or read them: one file each. Replicas that go in lockstep
 * are equal, so there the first one's file serves all.
 */
final class ReplicaFiles implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaFiles.class);

  private final String directory;
  private final SerializableConfiguration configuration;
  private final SavedFile[] files; // by worker; null while they are to be written

  private ReplicaFiles(String directory, Configuration configuration, SavedFile[] files) {
    this.directory = directory;
    this.configuration = new SerializableConfiguration(configuration);
    this.files = files;
  }

  /** Files to be written. */
  private static ReplicaFiles in(String directory, Configuration configuration) {
    return new ReplicaFiles(directory, configuration, null);
  }

  /** Files of a checkpoint, to be read. */
  static ReplicaFiles of(
      Checkpoint checkpoint, TrainingConfig training, Configuration configuration) {
    SavedFile[] files = new SavedFile[training.numWorkers()];
    for (int worker = 0; worker < files.length; worker++) {
      files[worker] = checkpoint.file(name(isWriter(worker, training) ? worker : 0));
    }
    return new ReplicaFiles(checkpoint.path(), configuration, files);
  }

  /**
   * Has the workers write their replicas to a checkpoint.
   *
   * @return whether all have
   */
  static boolean save(
      WorkerCalls calls, CheckpointDirectory.Draft draft, Configuration configuration) {
    for (WorkerReply reply : calls.askToSave(in(draft.path(), configuration))) {
      if (reply.status() != Status.DONE) {
        LOG.warn("Worker {} could not write its replica: {}.", reply.worker(), reply.problem());
        return false;
      }
      if (reply.saved() != null) {
        draft.add(reply.saved());
      }
    }
    return true;
  }

  /** Whether a worker's replica has a file of its own. */
  static boolean isWriter(int worker, TrainingConfig training) {
    return worker == 0 || training.averaging() == Averaged.PARAMETERS;
  }

  private static String name(int worker) {
    return String.format("worker-%05d.bin", worker);
  }

  boolean areToBeRead() {
    return files != null;
  }

  private FileSystem fileSystem() throws IOException {
    return new Path(directory).getFileSystem(configuration.value());
  }

  /** Writes a replica. Spark runs no two tasks of a request for one worker at once. */
  SavedFile write(int worker, Replica replica) throws IOException {
    Path file = new Path(directory, name(worker));
    try (StateOutput out = new StateOutput(fileSystem(), file)) {
      replica.write(out);
      return out.finish();
    }
  }

  /** Reads a worker's replica. */
  Replica read(int worker, DeepFMConfig config, TrainingConfig training, ReplicaFactory replicas)
      throws IOException {
    try (StateInput in = new StateInput(fileSystem(), new Path(directory), files[worker])) {
      Replica replica = replicas.read(in, config, training);
      in.finish();
      return replica;
    }
  }

  /** What a worker's file is called. */
  String nameOf(int worker) {
    return files[worker].name();
  }
}
