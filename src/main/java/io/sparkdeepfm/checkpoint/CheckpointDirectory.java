package io.sparkdeepfm.checkpoint;

import io.sparkdeepfm.data.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The numbered checkpoints of one training, of which the last {@value #KEPT} are kept.
 *
 * <p>A checkpoint is written to a hidden sibling and renamed when its manifest is there. Where a
 * rename is not atomic, as on object stores, a half-copied one lacks files of the manifest and is
 * passed over.
 */
public final class CheckpointDirectory {
  /** Whole checkpoints that stay; the second is for when the first is found damaged. */
  public static final int KEPT = 2;

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointDirectory.class);
  private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{10})");
  private static final Pattern UNFINISHED = Pattern.compile("\\.checkpoint-\\d{10}\\.saving-.*");

  private final FileSystem files;
  private final Path path;

  private CheckpointDirectory(FileSystem files, Path path) {
    this.files = files;
    this.path = path;
  }

  /**
   * @param location a directory, which need not be there yet, on any file system that Hadoop knows
   * @throws IllegalArgumentException if it cannot be reached or is a file
   */
  public static CheckpointDirectory of(String location, Configuration configuration) {
    try {
      Path given = new Path(location);
      FileSystem files = given.getFileSystem(configuration);
      if (files.exists(given) && !files.getFileStatus(given).isDirectory()) {
        throw Refusal.of(
            "checkpointDir '%s' is a file; name a directory for the checkpoints.", location);
      }
      return new CheckpointDirectory(files, files.makeQualified(given));
    } catch (IOException e) {
      throw Refusal.because(
          e,
          "checkpointDir '%s' cannot be reached (%s); name a directory that driver and executors can"
              + " write to.",
          location,
          e.getMessage());
    }
  }

  public String path() {
    return path.toString();
  }

  private record Numbered(long number, Path path) {}

  private List<Numbered> newestFirst() throws IOException {
    List<Numbered> found = new ArrayList<>();
    if (files.exists(path)) {
      for (FileStatus status : files.listStatus(path)) {
        Matcher name = NAME.matcher(status.getPath().getName());
        if (status.isDirectory() && name.matches()) {
          found.add(new Numbered(Long.parseLong(name.group(1)), status.getPath()));
        }
      }
    }
    found.sort(Comparator.comparingLong(Numbered::number).reversed());
    return found;
  }

  /** Whether there is any checkpoint, whole or not. */
  public boolean isUsed() {
    try {
      return !newestFirst().isEmpty();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * The newest whole checkpoint, or null if there is none.
   *
   * @throws IllegalArgumentException if there are checkpoints and none is whole
   */
  public Checkpoint newest() {
    try {
      List<Numbered> found = newestFirst();
      for (Numbered numbered : found) {
        try {
          return Checkpoint.open(files, numbered.path());
        } catch (IOException e) {
          LOG.warn("Checkpoint {} is passed over: {}.", numbered.path(), e.getMessage());
        }
      }
      if (!found.isEmpty()) {
        throw Refusal.of(
            "No checkpoint in %s is whole; delete them, or name another checkpointDir.", path);
      }
      return null;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private UncheckedIOException unreadable(IOException e) {
    return new UncheckedIOException(
        String.format("checkpointDir '%s' cannot be read (%s).", path, e.getMessage()), e);
  }

  /** Begins the next checkpoint. */
  public Draft begin() throws IOException {
    List<Numbered> found = newestFirst();
    long number = found.isEmpty() ? 1 : found.get(0).number() + 1;
    String name = String.format("checkpoint-%010d", number);
    Path saving = new Path(path, "." + name + ".saving-" + UUID.randomUUID());
    if (!files.mkdirs(saving)) {
      throw new IOException("no directory can be made in " + path);
    }
    return new Draft(saving, new Path(path, name));
  }

  /** A checkpoint that is being written. Closing it without {@link #commit} deletes it. */
  public final class Draft implements AutoCloseable {
    private final Path saving;
    private final Path target;
    private final List<SavedFile> saved = new ArrayList<>();
    private boolean committed;

    private Draft(Path saving, Path target) {
      this.saving = saving;
      this.target = target;
    }

    /** Where executors write files that {@link #add} is then told. */
    public String path() {
      return saving.toString();
    }

    /** Adds a file that is there. */
    public void add(SavedFile file) {
      saved.add(file);
    }

    /** Writes a file of the checkpoint. */
    public interface Writing {
      void write(StateOutput out) throws IOException;
    }

    /** Adds a file that the driver writes. */
    public void write(String name, Writing writing) throws IOException {
      try (StateOutput out = new StateOutput(files, new Path(saving, name))) {
        writing.write(out);
        saved.add(out.finish());
      }
    }

    /** Makes the checkpoint the newest one and deletes those that are no longer kept. */
    public void commit(TrainingIdentity training) throws IOException {
      try (OutputStream out = files.create(new Path(saving, Checkpoint.MANIFEST), true)) {
        out.write(Checkpoint.Manifest.json(training, saved));
      }
      requireWhole();
      if (!files.rename(saving, target)) {
        throw new IOException(String.format("%s cannot be renamed to %s", saving, target));
      }
      committed = true;
      try {
        prune();
      } catch (IOException e) {
        LOG.warn("Checkpoints in {} that are no longer needed could not be looked for.", path, e);
      }
    }

    /** Executors that have another disk than the driver write where nobody will read. */
    private void requireWhole() throws IOException {
      try {
        Checkpoint.open(files, saving);
      } catch (IOException e) {
        throw new IOException(
            String.format(
                "%s lacks what the executors wrote (%s); name a directory that driver and executors"
                    + " share",
                path, e.getMessage()),
            e);
      }
    }

    @Override
    public void close() {
      if (!committed) {
        delete(saving);
      }
    }
  }

  private void prune() throws IOException {
    int whole = 0;
    for (Numbered numbered : newestFirst()) {
      if (whole >= KEPT) {
        delete(numbered.path());
      } else {
        whole += isWhole(numbered) ? 1 : 0;
      }
    }
    for (FileStatus status : files.listStatus(path)) {
      if (UNFINISHED.matcher(status.getPath().getName()).matches()) {
        delete(status.getPath()); // of a driver that died
      }
    }
  }

  private boolean isWhole(Numbered numbered) {
    try {
      Checkpoint.open(files, numbered.path());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void delete(Path directory) {
    try {
      files.delete(directory, true);
    } catch (IOException e) {
      LOG.warn("{} is no longer needed but cannot be deleted; delete it by hand.", directory, e);
    }
  }
}
