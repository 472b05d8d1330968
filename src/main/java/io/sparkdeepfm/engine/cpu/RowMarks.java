package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.checkpoint.StateOutput;
import java.io.IOException;
import java.util.BitSet;

/** What a worker knows of the rows of one table that it shares, or does not share, with others. */
public final class RowMarks {
  private final BitSet changed = new BitSet(); // rows whose average came since forgetChanges
  private final BitSet alone = new BitSet(); // rows that no other worker's examples have
  private final BitSet home = new BitSet(); // those that this worker returns to the driver

  /**
   * Notes that a row is now what it is in all replicas that have it.
   *
   * @param here whether this one returns it to the driver
   */
  public void noteChange(int row, boolean here) {
    changed.set(row);
    home.set(row, here);
  }

  /** Rows that are known to be in no other worker's examples; live. */
  public BitSet alone() {
    return alone;
  }

  /** Forgets what has changed. */
  public void forgetChanges() {
    changed.clear();
    home.clear();
  }

  /** The changed rows that belong to a share, ascending. */
  public int[] changes(RowShare share) {
    return (share.all() ? changed : home).stream().filter(share::contains).toArray();
  }

  public void write(StateOutput out) throws IOException {
    for (BitSet rows : new BitSet[] {changed, home, alone}) {
      long[] words = rows.toLongArray();
      out.writeInt(words.length);
      for (long word : words) {
        out.writeLong(word);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  public void read(StateInput in) throws IOException {
    for (BitSet rows : new BitSet[] {changed, home, alone}) {
      long[] words = new long[in.readLength()];
      for (int i = 0; i < words.length; i++) {
        words[i] = in.readLong();
      }
      rows.or(BitSet.valueOf(words));
    }
  }
}
