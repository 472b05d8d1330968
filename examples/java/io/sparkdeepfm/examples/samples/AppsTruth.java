package io.sparkdeepfm.examples.samples;

/**
 * What decides whether the owner of some apps clicks an advertisement in the sample {@code apps}.
 *
 * <p>logit = a_ad + Σ_active x (b·w + ⟨u_ad, v⟩) + c · mean_installed w − d · Σ_uninstalled x w + s
 * · z(minutes), where w and v belong to an app, the same in all three columns, and the weights x of
 * a row are divided by their sum.
 */
final class AppsTruth {
  static final int ADS = 8;
  static final int APPS = 60;
  static final int INTERESTS = 5;
  static final double LARGEST_MINUTES = 600;

  private static final double AD_DEVIATION = 0.6;
  private static final double APP_DEVIATION = 0.8;
  private static final double ACTIVE_EFFECT = 1.6;
  private static final double INSTALLED_EFFECT = 1.6;
  private static final double UNINSTALLED_EFFECT = 0.8;
  private static final double MINUTES_EFFECT = 2.0;
  private static final int RANK = 2;
  private static final double TASTE_DEVIATION = 1.0;
  private static final double OWN_TASTE_DEVIATION = 0.3;

  private final double[] ad;
  private final double[] app;
  private final double[][] adTaste;
  private final double[][] appTaste;

  AppsTruth(SeededRandom random) {
    ad = random.normals(ADS, AD_DEVIATION);
    app = random.normals(APPS, APP_DEVIATION);
    adTaste = random.normals(ADS, RANK, TASTE_DEVIATION);
    double[][] interestTaste = random.normals(INTERESTS, RANK, TASTE_DEVIATION);
    appTaste = random.normals(APPS, RANK, OWN_TASTE_DEVIATION);
    for (int a = 0; a < APPS; a++) {
      for (int k = 0; k < RANK; k++) {
        appTaste[a][k] += interestTaste[a % INTERESTS][k];
      }
    }
  }

  /** Some apps with their weights. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Weighted(int[] apps, double[] weights) {
    double sum() {
      double sum = 0;
      for (double weight : weights) {
        sum += weight;
      }
      return sum;
    }
  }

  double logit(int a, Weighted active, int[] installed, Weighted uninstalled, Integer minutes) {
    double logit = ad[a] + MINUTES_EFFECT * Truth.logScaled(minutes, LARGEST_MINUTES);
    for (int i = 0; i < active.apps.length; i++) {
      int used = active.apps[i];
      double x = active.weights[i] / active.sum();
      logit += x * (ACTIVE_EFFECT * app[used] + Truth.dot(adTaste[a], appTaste[used]));
    }
    for (int there : installed) {
      logit += INSTALLED_EFFECT * app[there] / installed.length;
    }
    for (int i = 0; i < uninstalled.apps.length; i++) {
      double x = uninstalled.weights[i] / uninstalled.sum();
      logit -= UNINSTALLED_EFFECT * x * app[uninstalled.apps[i]];
    }
    return logit;
  }
}
