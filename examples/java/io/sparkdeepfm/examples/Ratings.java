package io.sparkdeepfm.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The ratings of MovieLens-100k, joined with what is known of user and movie. */
final class Ratings {
  static final String[] COLUMNS = {
    "liked", "user", "gender", "age", "occupation", "movie", "title", "genres"
  };

  private static final double TRAIN_FRACTION = 0.8;
  private static final int FIRST_GENRE = 5; // column of u.item
  private static final String[] GENRES = {
    "unknown",
    "Action",
    "Adventure",
    "Animation",
    "Children",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Film-Noir",
    "Horror",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western"
  };

  /** Ages from one of these to below the next fall into one bucket. */
  private static final int[] AGES = {18, 25, 30, 35, 40, 45, 50, 55, 60, 65};

  private final List<String[]> ratings;
  private final Map<String, String[]> users;
  private final Map<String, String[]> movies;

  private Ratings(
      List<String[]> ratings, Map<String, String[]> users, Map<String, String[]> movies) {
    this.ratings = ratings;
    this.users = users;
    this.movies = movies;
  }

  static Ratings read(Path data) throws IOException {
    return new Ratings(
        lines(data.resolve("u.data"), "\t"),
        byId(lines(data.resolve("u.user"), "\\|")),
        byId(lines(data.resolve("u.item"), "\\|")));
  }

  private static List<String[]> lines(Path file, String separator) throws IOException {
    List<String[]> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      if (!line.isEmpty()) {
        lines.add(line.split(separator, -1));
      }
    }
    return lines;
  }

  private static Map<String, String[]> byId(List<String[]> lines) {
    Map<String, String[]> byId = new HashMap<>();
    lines.forEach(line -> byId.put(line[0], line));
    return byId;
  }

  /**
   * Writes each rating at random to one of two files, four to train.tsv for one to test.tsv.
   *
   * @param likedFrom the least rating that counts as liked
   */
  void write(Path folder, double likedFrom, long seed) throws IOException {
    Random random = new Random(seed);
    try (TsvFile train = new TsvFile(folder.resolve("train.tsv"), COLUMNS);
        TsvFile test = new TsvFile(folder.resolve("test.tsv"), COLUMNS)) {
      for (String[] rating : ratings) {
        TsvFile file = random.nextDouble() < TRAIN_FRACTION ? train : test;
        file.write(row(rating, likedFrom));
      }
    }
  }

  /**
   * Each rating as a number, then user, movie, gender, age bucket, occupation, genres and title.
   */
  List<Object[]> numbers() {
    List<Object[]> numbers = new ArrayList<>();
    for (String[] rating : ratings) {
      Object[] row = row(rating, 0);
      numbers.add(
          new Object[] {
            Double.valueOf(rating[2]),
            row[1],
            row[5],
            row[2],
            row[3].toString(),
            row[4],
            row[7],
            row[6]
          });
    }
    return numbers;
  }

  private Object[] row(String[] rating, double likedFrom) {
    String[] user = users.get(rating[0]);
    String[] movie = movies.get(rating[1]);
    return new Object[] {
      Integer.parseInt(rating[2]) >= likedFrom ? 1 : 0,
      rating[0],
      user[2],
      ageBucket(Integer.parseInt(user[1])),
      user[3],
      rating[1],
      movie[1],
      genres(movie)
    };
  }

  private static int ageBucket(int age) {
    int bucket = 0;
    while (bucket < AGES.length && age >= AGES[bucket]) {
      bucket++;
    }
    return bucket;
  }

  private static String genres(String[] movie) {
    List<String> genres = new ArrayList<>();
    for (int g = 0; g < GENRES.length; g++) {
      if (movie[FIRST_GENRE + g].equals("1")) {
        genres.add(GENRES[g]);
      }
    }
    return String.join("|", genres);
  }
}
