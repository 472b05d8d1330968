package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.SplitMix64;
import java.util.List;

/**
 * Clicks with a known truth: user × item × time, where the order of the rows matters.
 *
 * <p>Few rows per user, items log-uniform, so a few are seen often. A user comes within a tenth of
 * the time, and which items are popular drifts, so rows that are near in time are alike. The logit
 * is b + a_u + c_i + p_u·q_i + s_t·q_i: the interactions carry most of the signal. Everything
 * follows from the row's number.
 */
final class ParityClicks {
  static final int USERS = 20_000;
  static final int ITEMS = 3_000;
  static final int WEEKS = 52;
  static final int HOURS = 24;

  private static final int LATENT = 3;
  private static final long SEED = 23;

  private final float[] users = latent(USERS, 1);
  private final float[] items = latent(ITEMS, 2);
  private final float[] weeks = latent(WEEKS, 3);
  private final float[] hours = latent(HOURS, 4);

  /**
   * One click or none.
   *
   * @param time in [0, 1)
   */
  record Click(int user, int item, int week, int hour, double time, int label) {}

  /** Fields user, item, week and hour, single-valued. */
  static FieldSchema schema() {
    return new FieldSchema(
        List.of(
            new Field("user", "user", USERS, Pooling.SUM),
            new Field("item", "item", ITEMS, Pooling.SUM),
            new Field("week", "week", WEEKS, Pooling.SUM),
            new Field("hour", "hour", HOURS, Pooling.SUM)));
  }

  /** Row by row LATENT standard normal factors and a bias. */
  private static float[] latent(int rows, long stream) {
    SplitMix64 random = new SplitMix64(SplitMix64.combine(SEED, stream));
    float[] values = new float[rows * (LATENT + 1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  Click click(long id) {
    SplitMix64 random = new SplitMix64(SplitMix64.combine(SEED + 1, id));
    double activity = random.nextDouble();
    int user = (int) (USERS * activity * Math.sqrt(activity)); // low numbers are busier
    double arrival = new SplitMix64(SplitMix64.combine(SEED + 2, user)).nextDouble();
    double time = 0.9 * arrival + 0.1 * random.nextDouble();
    int rank = (int) Math.exp(random.nextDouble() * Math.log(ITEMS));
    int item = (int) ((rank + time * ITEMS / 4) % ITEMS);
    int week = (int) (time * WEEKS);
    int hour = random.nextInt(HOURS);
    double probability = 1 / (1 + Math.exp(-logit(user, item, week, hour)));
    int label = random.nextDouble() < probability ? 1 : 0;
    return new Click(user, item, week, hour, time, label);
  }

  /** The truth: the log odds of a click. */
  double logit(int user, int item, int week, int hour) {
    double taste = product(users, user, items, item);
    double season = product(weeks, week, items, item);
    double biases = bias(users, user) + bias(items, item) + 0.3 * bias(hours, hour) - 1.5;
    return biases + 0.9 * taste + 0.6 * season;
  }

  private static double bias(float[] table, int row) {
    return table[row * (LATENT + 1) + LATENT];
  }

  private static double product(float[] left, int i, float[] right, int j) {
    double sum = 0;
    for (int k = 0; k < LATENT; k++) {
      sum += (double) left[i * (LATENT + 1) + k] * right[j * (LATENT + 1) + k];
    }
    return sum;
  }
}
