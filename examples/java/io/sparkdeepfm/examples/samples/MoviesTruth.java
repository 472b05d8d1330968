package io.sparkdeepfm.examples.samples;

/**
 * What decides whether a user likes a movie in the sample {@code movies}.
 *
 * <p>logit = user + quality_movie + mean over its genres g of (a_g + ⟨taste, h_g⟩) + a_adjective,
 * where taste = t_gender + t_occupation + z(age) · t_age follows from what is known of the user.
 */
final class MoviesTruth {
  static final int USERS = 150;
  static final int MOVIES = 120;
  static final int OCCUPATIONS = 6;
  static final double LARGEST_AGE = 75;

  private static final double USER_DEVIATION = 0.4;
  private static final double QUALITY_DEVIATION = 0.6;
  private static final double GENRE_DEVIATION = 0.6;
  private static final double ADJECTIVE_DEVIATION = 0.5;
  private static final int RANK = 2;
  private static final double TASTE_DEVIATION = 0.8;
  private static final double AGE_TASTE_DEVIATION = 1.2;
  private static final double GENRE_TASTE_DEVIATION = 0.9;

  private final double[] user;
  private final double[] quality;
  private final double[] genre;
  private final double[] adjective;
  private final double[][] genderTaste;
  private final double[][] occupationTaste;
  private final double[] ageTaste;
  private final double[][] genreTaste;

  MoviesTruth(SeededRandom random, int genres, int adjectives) {
    user = random.normals(USERS, USER_DEVIATION);
    quality = random.normals(MOVIES, QUALITY_DEVIATION);
    genre = random.normals(genres, GENRE_DEVIATION);
    adjective = random.normals(adjectives, ADJECTIVE_DEVIATION);
    genderTaste = random.normals(2, RANK, TASTE_DEVIATION);
    occupationTaste = random.normals(OCCUPATIONS, RANK, TASTE_DEVIATION);
    ageTaste = random.normals(RANK, AGE_TASTE_DEVIATION);
    genreTaste = random.normals(genres, RANK, GENRE_TASTE_DEVIATION);
  }

  double logit(int u, int gender, int occupation, int age, int movie, int[] genres, int word) {
    double[] taste = new double[RANK];
    // Ages are from 18 on; the middle of their logarithms is about 0.82 of the largest.
    double z = 5 * (Truth.logScaled(age, LARGEST_AGE) - 0.82);
    for (int k = 0; k < RANK; k++) {
      taste[k] = genderTaste[gender][k] + occupationTaste[occupation][k] + z * ageTaste[k];
    }
    double genreSum = 0;
    for (int g : genres) {
      genreSum += genre[g] + Truth.dot(taste, genreTaste[g]);
    }
    return user[u] + quality[movie] + genreSum / genres.length + adjective[word];
  }
}
