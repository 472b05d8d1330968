package io.sparkdeepfm.checkpoint;

import io.sparkdeepfm.data.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What must be the same for a training to go on from a checkpoint with the bits that it would have
 * had undisturbed.
 *
 * @param params values of Params as text, by name
 * @param shape of the model, as text
 * @param workers number of workers
 * @param threads of each worker, on which the rounding of sums depends
 * @param data a digest of each worker's examples
 */
public record TrainingIdentity(
    Map<String, String> params, String shape, int workers, int threads, List<String> data) {
  public TrainingIdentity {
    params = new TreeMap<>(params);
    data = List.copyOf(data);
  }

  /** The same once the examples are known. */
  public TrainingIdentity withData(List<String> digests) {
    return new TrainingIdentity(params, shape, workers, threads, digests);
  }

  /**
   * Compares what is known before the data are encoded.
   *
   * @param path of the checkpoint that this is the identity of
   * @throws IllegalArgumentException if anything differs
   */
  public void requireSameSettings(TrainingIdentity now, String path) {
    for (Map.Entry<String, String> param : params.entrySet()) {
      String value = now.params.get(param.getKey());
      if (!Objects.equals(param.getValue(), value)) {
        throw Refusal.of(
            "Checkpoint %s was written with %s %s, but now it is %s; set it back, or name another"
                + " checkpointDir for a training of its own.",
            path, param.getKey(), param.getValue(), value);
      }
    }
    if (!shape.equals(now.shape)) {
      throw Refusal.of(
          "Checkpoint %s is of a model with other fields or vocabularies than the features column"
              + " has now; give the same features, or name another checkpointDir.",
          path);
    }
    requireSame(path, "numWorkers", workers, now.workers);
    requireSame(path, "threadsPerWorker", threads, now.threads);
  }

  private static void requireSame(String path, String name, int before, int now) {
    if (before != now) {
      throw Refusal.of(
          "Checkpoint %s was written by a training with %s %d, but this cluster gives %d; set %s to"
              + " %d.",
          path, name, before, now, name, before);
    }
  }

  /**
   * @throws IllegalArgumentException if the examples differ
   */
  public void requireSameData(TrainingIdentity now, String path) {
    if (!data.equals(now.data)) {
      throw Refusal.of(
          "Checkpoint %s was written by a training on other rows, or on the same in another order or"
              + " other partitions; give the rows as they were, or name another checkpointDir.",
          path);
    }
  }
}
