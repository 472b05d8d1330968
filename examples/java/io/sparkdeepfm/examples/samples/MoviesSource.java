package io.sparkdeepfm.examples.samples;

import java.util.Arrays;

/** Draws users, movies and who saw what for the sample {@code movies}. */
final class MoviesSource implements Sample.Source {
  private static final String[] GENRES = {
    "Action",
    "Adventure",
    "Animation",
    "Comedy",
    "Crime",
    "Drama",
    "Fantasy",
    "Horror",
    "Romance",
    "Thriller"
  };
  private static final String[] OCCUPATIONS = {
    "artist", "doctor", "engineer", "farmer", "student", "teacher"
  };
  private static final String[] ADJECTIVES = {
    "Broken",
    "Crimson",
    "Distant",
    "Forgotten",
    "Golden",
    "Hidden",
    "Last",
    "Lonely",
    "Silent",
    "Wild"
  };
  private static final String[] NOUNS = {
    "Bridge",
    "Cartographer",
    "Empire",
    "Garden",
    "Harbour",
    "Island",
    "Letter",
    "Mountain",
    "Orchard",
    "Promise",
    "River",
    "Sailor",
    "Station",
    "Summer",
    "Winter"
  };
  private static final int MOST_GENRES = 3;
  private static final int YOUNGEST = 18;
  private static final double OCCUPATION_MISSING = 0.05;

  private record User(int gender, int age, int occupation) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Movie(int[] genres, int adjective, int noun) {}

  private final SeededRandom random;
  private final MoviesTruth truth;
  private final User[] users = new User[MoviesTruth.USERS];
  private final Movie[] movies = new Movie[MoviesTruth.MOVIES];
  private final Zipf activity = new Zipf(MoviesTruth.USERS, 0.4);
  private final Zipf popularity = new Zipf(MoviesTruth.MOVIES, 0.6);
  private double logit;

  MoviesSource(SeededRandom random) {
    this.random = random;
    truth = new MoviesTruth(random, GENRES.length, ADJECTIVES.length);
    for (int u = 0; u < users.length; u++) {
      int age = YOUNGEST + random.integer((int) MoviesTruth.LARGEST_AGE - YOUNGEST + 1);
      users[u] = new User(random.integer(2), age, random.integer(MoviesTruth.OCCUPATIONS));
    }
    for (int m = 0; m < movies.length; m++) {
      int[] genres = genres();
      movies[m] =
          new Movie(genres, random.integer(ADJECTIVES.length), random.integer(NOUNS.length));
    }
  }

  @Override
  public Object[] draw() {
    int u = activity.draw(random);
    int m = popularity.draw(random);
    User user = users[u];
    Movie movie = movies[m];
    logit =
        truth.logit(u, user.gender, user.occupation, user.age, m, movie.genres, movie.adjective);
    return new Object[] {
      String.format("u%03d", u + 1),
      user.gender == 0 ? "F" : "M",
      user.age,
      random.chance(OCCUPATION_MISSING) ? null : OCCUPATIONS[user.occupation],
      String.format("m%03d", m + 1),
      Arrays.stream(movie.genres).mapToObj(g -> GENRES[g]).toArray(String[]::new),
      "The " + ADJECTIVES[movie.adjective] + " " + NOUNS[movie.noun]
    };
  }

  @Override
  public double logit() {
    return logit;
  }

  /** One to three different genres, in ascending order. */
  private int[] genres() {
    int count = 1 + random.integer(MOST_GENRES);
    int[] genres = new int[0];
    while (genres.length < count) {
      int drawn = random.integer(GENRES.length);
      if (Arrays.binarySearch(genres, drawn) < 0) {
        genres = Arrays.copyOf(genres, genres.length + 1);
        genres[genres.length - 1] = drawn;
        Arrays.sort(genres);
      }
    }
    return genres;
  }
}
