package io.sparkdeepfm.examples.samples;

import java.util.Arrays;

/** Draws the rows of the sample {@code clicks}: I1 to I13, then C1 to C26. */
final class ClicksSource implements Sample.Source {
  static final int COUNTS = 13;
  static final int TOKENS = 26;

  private static final double COUNT_LOG_MEAN = 1.8;
  private static final double COUNT_LOG_DEVIATION = 1.2;
  private static final double LARGEST_COUNT = 500;
  private static final double[] COUNT_MISSING = {
    0.30, 0, 0.20, 0.20, 0.03, 0.20, 0.04, 0, 0.04, 0.45, 0.04, 0.75, 0.20
  };
  private static final double NEGATIVE_I2 = 0.10;

  private static final double DEVICE_MISSING = 0.03;
  private static final double SEGMENT_MISSING = 0.08;

  private final SeededRandom random;
  private final ClicksTruth truth;
  private final double[] largest = new double[COUNTS];
  private final Zipf campaigns = new Zipf(ClicksTruth.CAMPAIGNS, 0.9);
  private final Zipf sites = new Zipf(ClicksTruth.SITES, 0.9);
  private final Zipf devices = new Zipf(ClicksTruth.DEVICES, 0.7);
  private final Zipf segments = new Zipf(ClicksTruth.SEGMENTS, 0.5);
  private final Zipf rare = new Zipf(5_000, 1.2);
  private double logit;

  ClicksSource(SeededRandom random) {
    this.random = random;
    truth = new ClicksTruth(random);
    Arrays.fill(largest, LARGEST_COUNT);
  }

  @Override
  public Object[] draw() {
    int campaign = campaigns.draw(random);
    int site = sites.draw(random);
    int device = random.chance(DEVICE_MISSING) ? -1 : devices.draw(random);
    int segment = random.chance(SEGMENT_MISSING) ? -1 : segments.draw(random);
    Integer[] counts = counts();
    logit = truth.logit(campaign, site, device, segment, counts, largest);
    Object[] values = new Object[COUNTS + TOKENS];
    System.arraycopy(counts, 0, values, 0, COUNTS);
    String[] tokens = tokens(campaign, site, device, segment);
    System.arraycopy(tokens, 0, values, COUNTS, TOKENS);
    return values;
  }

  @Override
  public double logit() {
    return logit;
  }

  private Integer[] counts() {
    Integer[] counts = new Integer[COUNTS];
    for (int j = 0; j < COUNTS; j++) {
      double drawn =
          StrictMath.floor(
              StrictMath.exp(COUNT_LOG_MEAN + random.normal(COUNT_LOG_DEVIATION)) - 0.5);
      int count = (int) Math.min(Math.max(drawn, 0), LARGEST_COUNT);
      counts[j] = random.chance(COUNT_MISSING[j]) ? null : (Integer) count;
    }
    if (random.chance(NEGATIVE_I2)) {
      counts[1] = -1;
    }
    return counts;
  }

  /** C1 to C26: what decides, things that follow from it, and noise. */
  private String[] tokens(int campaign, int site, int device, int segment) {
    int[] values = {
      site,
      campaign,
      noise(rare, 0),
      campaign / 3,
      device,
      segment,
      noise(10, 0),
      noise(12, 0),
      noise(3, 0),
      campaign % 4,
      site % 8,
      noise(rare, 0),
      noise(8, 0),
      noise(20, 0.03),
      2 * campaign + random.integer(2),
      noise(rare, 0.03),
      noise(8, 0),
      noise(12, 0),
      segment < 0 || random.chance(0.40) ? -1 : segment / 2,
      noise(4, 0.45),
      noise(rare, 0.03),
      noise(6, 0.75),
      noise(10, 0),
      site / 4,
      noise(10, 0.45),
      noise(15, 0.45)
    };
    String[] tokens = new String[TOKENS];
    for (int c = 0; c < TOKENS; c++) {
      tokens[c] = values[c] < 0 ? null : token(c, values[c]);
    }
    return tokens;
  }

  private int noise(int size, double missing) {
    return random.chance(missing) ? -1 : random.integer(size);
  }

  private int noise(Zipf sizes, double missing) {
    return random.chance(missing) ? -1 : sizes.draw(random);
  }

  /** Eight hexadecimal digits that differ between the values of a column (a bijective mix). */
  private static String token(int column, int value) {
    int mixed = (column * 0x10001 + value + 1) * 0x9E3779B1;
    mixed = (mixed ^ (mixed >>> 15)) * 0x85EBCA6B;
    return String.format("%08x", mixed ^ (mixed >>> 13));
  }
}
