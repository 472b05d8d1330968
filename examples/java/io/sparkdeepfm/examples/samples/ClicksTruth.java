package io.sparkdeepfm.examples.samples;

/**
 * What decides a click in the sample {@code clicks}: who shows what to whom.
 *
 * <p>logit = a_campaign + a_site + a_device + a_segment + ⟨u_campaign, u_segment⟩ + ⟨v_site,
 * v_device⟩ + Σ_j s_j · z_j, where z is a scaled count. A missing value adds nothing.
 */
final class ClicksTruth {
  // Few values, so that some ten thousand rows are enough to learn the effect of each.
  static final int CAMPAIGNS = 20;
  static final int SITES = 24;
  static final int DEVICES = 4;
  static final int SEGMENTS = 6;

  private static final double CAMPAIGN_DEVIATION = 0.6;
  private static final double SITE_DEVIATION = 0.6;
  private static final double DEVICE_DEVIATION = 0.4;
  private static final double SEGMENT_DEVIATION = 0.5;
  private static final int RANK = 2;
  // A product of two such vectors deviates by √RANK · deviation².
  private static final double CAMPAIGN_SEGMENT_DEVIATION = 0.75;
  private static final double SITE_DEVICE_DEVIATION = 0.6;

  /** Effect of each count I1 to I13 at its largest value. */
  private static final double[] SLOPES = {1.8, 0, -1.5, 0, 0, 1.2, 0, 0, 0, 0, -1.0, 0, 0};

  private final double[] campaign;
  private final double[] site;
  private final double[] device;
  private final double[] segment;
  private final double[][] campaignTaste;
  private final double[][] segmentTaste;
  private final double[][] siteLook;
  private final double[][] deviceLook;

  ClicksTruth(SeededRandom random) {
    campaign = random.normals(CAMPAIGNS, CAMPAIGN_DEVIATION);
    site = random.normals(SITES, SITE_DEVIATION);
    device = random.normals(DEVICES, DEVICE_DEVIATION);
    segment = random.normals(SEGMENTS, SEGMENT_DEVIATION);
    campaignTaste = random.normals(CAMPAIGNS, RANK, CAMPAIGN_SEGMENT_DEVIATION);
    segmentTaste = random.normals(SEGMENTS, RANK, CAMPAIGN_SEGMENT_DEVIATION);
    siteLook = random.normals(SITES, RANK, SITE_DEVICE_DEVIATION);
    deviceLook = random.normals(DEVICES, RANK, SITE_DEVICE_DEVIATION);
  }

  /**
   * @param d device, −1 if missing
   * @param u segment of the user, −1 if missing
   * @param counts I1 to I13, null if missing
   * @param largest the count that scales to 1, of each
   */
  double logit(int c, int s, int d, int u, Integer[] counts, double[] largest) {
    double logit = campaign[c] + site[s];
    if (d >= 0) {
      logit += device[d] + Truth.dot(siteLook[s], deviceLook[d]);
    }
    if (u >= 0) {
      logit += segment[u] + Truth.dot(campaignTaste[c], segmentTaste[u]);
    }
    for (int j = 0; j < counts.length; j++) {
      logit += SLOPES[j] * Truth.logScaled(SLOPES[j] == 0 ? null : counts[j], largest[j]);
    }
    return logit;
  }
}
