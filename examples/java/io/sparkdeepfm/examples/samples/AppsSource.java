package io.sparkdeepfm.examples.samples;

import io.sparkdeepfm.examples.samples.AppsTruth.Weighted;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Draws phones with their apps for the sample {@code apps}. */
final class AppsSource implements Sample.Source {
  private static final String[] ADS = {
    "airline", "bank", "bicycle", "bookshop", "cinema", "grocery", "insurance", "museum"
  };
  private static final int LEAST_INSTALLED = 4;
  private static final int MOST_INSTALLED = 12;
  private static final int MOST_ACTIVE = 4;
  private static final int MOST_UNINSTALLED = 3;
  private static final double NOTHING_UNINSTALLED = 0.3;
  private static final double INTEREST_FACTOR = 8;
  private static final double MINUTES_LOG_MEAN = 4;
  private static final double MINUTES_LOG_DEVIATION = 1;
  private static final double MINUTES_MISSING = 0.1;
  private static final double POPULARITY_EXPONENT = 0.8;

  private final SeededRandom random;
  private final AppsTruth truth;
  private final Zipf[] appsOfInterest = new Zipf[AppsTruth.INTERESTS];
  private double logit;

  AppsSource(SeededRandom random) {
    this.random = random;
    truth = new AppsTruth(random);
    Zipf popularity = new Zipf(AppsTruth.APPS, POPULARITY_EXPONENT);
    for (int interest = 0; interest < AppsTruth.INTERESTS; interest++) {
      double[] factors = new double[AppsTruth.APPS];
      for (int app = 0; app < AppsTruth.APPS; app++) {
        factors[app] = app % AppsTruth.INTERESTS == interest ? INTEREST_FACTOR : 1;
      }
      appsOfInterest[interest] = popularity.reweighted(factors);
    }
  }

  @Override
  public Object[] draw() {
    int ad = random.integer(ADS.length);
    Zipf apps = appsOfInterest[random.integer(AppsTruth.INTERESTS)];
    int owned = LEAST_INSTALLED + random.integer(MOST_INSTALLED - LEAST_INSTALLED + 1);
    int[] installed = different(apps, owned);
    Weighted active = weighted(Arrays.copyOf(installed, 1 + random.integer(MOST_ACTIVE)), 0.01);
    int removed = random.chance(NOTHING_UNINSTALLED) ? 0 : 1 + random.integer(MOST_UNINSTALLED);
    Weighted uninstalled = weighted(different(apps, removed), 0.1);
    Integer minutes = minutes();
    logit = truth.logit(ad, active, installed, uninstalled, minutes);
    return new Object[] {
      ADS[ad],
      minutes,
      map(active),
      Arrays.stream(installed).mapToObj(AppsSource::appName).toArray(String[]::new),
      removed == 0 ? null : text(uninstalled)
    };
  }

  @Override
  public double logit() {
    return logit;
  }

  private int[] different(Zipf apps, int count) {
    return IntStream.generate(() -> apps.draw(random)).distinct().limit(count).toArray();
  }

  /** Weights that are multiples of {@code step} in (0, 1]. */
  private Weighted weighted(int[] apps, double step) {
    double[] weights = new double[apps.length];
    int steps = (int) Math.round(1 / step);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (1.0 + random.integer(steps)) / steps;
    }
    return new Weighted(apps, weights);
  }

  private Integer minutes() {
    double drawn = StrictMath.exp(MINUTES_LOG_MEAN + random.normal(MINUTES_LOG_DEVIATION));
    int minutes = (int) Math.min(drawn, AppsTruth.LARGEST_MINUTES);
    return random.chance(MINUTES_MISSING) ? null : (Integer) minutes;
  }

  private static Map<String, Double> map(Weighted weighted) {
    Map<String, Double> map = new TreeMap<>();
    for (int i = 0; i < weighted.apps().length; i++) {
      map.put(appName(weighted.apps()[i]), weighted.weights()[i]);
    }
    return map;
  }

  private static String text(Weighted weighted) {
    StringJoiner text = new StringJoiner(",");
    for (int i = 0; i < weighted.apps().length; i++) {
      String weight = String.format(Locale.ROOT, "%.1f", weighted.weights()[i]);
      text.add(appName(weighted.apps()[i]) + ":" + weight);
    }
    return text.toString();
  }

  private static String appName(int app) {
    return String.format("app%02d", app + 1);
  }
}
