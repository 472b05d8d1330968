package io.sparkdeepfm.train;

import io.sparkdeepfm.checkpoint.Checkpoint;
import io.sparkdeepfm.checkpoint.CheckpointDirectory;
import io.sparkdeepfm.checkpoint.TrainingIdentity;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.engine.TrainingEngine;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one training: which to begin from, and when to write the next. One that cannot
 * be written costs the training nothing but the warning; the next is tried when its time comes.
 */
public final class TrainingCheckpoints {
  /** Those of a training that writes none. */
  public static final TrainingCheckpoints NONE = new TrainingCheckpoints(null, null, null);

  private static final Logger LOG = LoggerFactory.getLogger(TrainingCheckpoints.class);
  private static final String STATE_FILE = "training.bin";

  private final CheckpointDirectory directory; // null for none
  private final Plan plan;
  private TrainingIdentity identity;
  private int waiting; // epochs or rounds since the last one was due
  private long written;

  private TrainingCheckpoints(CheckpointDirectory directory, Plan plan, TrainingIdentity identity) {
    this.directory = directory;
    this.plan = plan;
    this.identity = identity;
  }

  /** What is counted between two checkpoints. */
  public enum Unit {
    EPOCHS,
    ROUNDS
  }

  /**
   * What the user wants.
   *
   * @param location directory of the checkpoints
   * @param interval from one to the next, at least 1
   * @param unit of the interval
   * @param resume whether to go on from the newest one
   */
  public record Plan(String location, int interval, Unit unit, boolean resume) {}

  /**
   * Looks at what there is already.
   *
   * @param identity of the training, without its data
   * @throws IllegalArgumentException if there are checkpoints and the training may not or cannot go
   *     on from them
   */
  public static TrainingCheckpoints open(
      Plan plan, TrainingIdentity identity, Configuration configuration) {
    CheckpointDirectory directory = CheckpointDirectory.of(plan.location(), configuration);
    if (!plan.resume() && directory.isUsed()) {
      throw Refusal.of(
          "checkpointDir '%s' holds checkpoints already; set resume to go on from them, delete them, or"
              + " name another directory.",
          plan.location());
    }
    Checkpoint newest = directory.newest();
    if (newest != null) {
      newest.training().requireSameSettings(identity, newest.path());
    }
    return new TrainingCheckpoints(directory, plan, identity);
  }

  /** Whether there are any; then {@link #setData} comes before the training. */
  public boolean areWritten() {
    return directory != null;
  }

  /**
   * Says what examples the training has.
   *
   * @param digests of each worker's
   * @throws IllegalArgumentException if those of the newest checkpoint are others
   */
  public void setData(List<String> digests) {
    identity = identity.withData(digests);
    Checkpoint newest = directory.newest();
    if (newest != null) {
      newest.training().requireSameData(identity, newest.path());
    }
  }

  /** Checkpoints written so far. */
  long written() {
    return written;
  }

  /** Where to begin, or null for the beginning. */
  Checkpoint newest() {
    waiting = 0;
    return areWritten() ? directory.newest() : null;
  }

  /** Has workers and driver go on where a checkpoint was written. */
  static void restore(Checkpoint checkpoint, TrainingEngine.Session session, TrainingState state) {
    session.restore(checkpoint);
    checkpoint.read(
        STATE_FILE,
        in -> {
          state.read(in, session.parameters());
          return state;
        });
  }

  /** Writes a checkpoint if it is time, at the end of an epoch, which its last round is too. */
  void epochDone(TrainingEngine.Session session, TrainingState state) {
    if (areWritten()) {
      unitDone(session, state);
    }
  }

  /** Writes a checkpoint if it is time, at the end of a round within an epoch. */
  void roundDone(TrainingEngine.Session session, TrainingState state) {
    if (areWritten() && plan.unit() == Unit.ROUNDS) {
      unitDone(session, state);
    }
  }

  private void unitDone(TrainingEngine.Session session, TrainingState state) {
    if (++waiting < plan.interval()) {
      return;
    }
    waiting = 0;
    try (CheckpointDirectory.Draft draft = directory.begin()) {
      if (session.save(draft)) {
        draft.write(STATE_FILE, state::write);
        draft.commit(identity);
        written++;
      } else {
        warn("a worker could not write");
      }
    } catch (IOException e) {
      warn(e.getMessage());
    }
  }

  private void warn(String reason) {
    LOG.warn(
        "A checkpoint in {} could not be written ({}); the training goes on without it.",
        directory.path(),
        reason);
  }
}
