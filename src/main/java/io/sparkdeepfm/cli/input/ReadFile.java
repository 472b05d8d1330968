package io.sparkdeepfm.cli.input;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/** The file that Spark was reading when a job failed. */
public final class ReadFile {
  private static final Pattern READING =
      Pattern.compile("rror while reading file (\\S+?)\\.?(\\s|$)");

  private ReadFile() {}

  /** Its path, from the first exception of a chain that names it, or null. */
  public static String in(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      Matcher reading = READING.matcher(String.valueOf(cause.getMessage()));
      if (reading.find()) {
        return path(reading.group(1));
      }
    }
    return null;
  }

  /** A path as the user would write it, of an address that Spark has encoded. */
  public static String path(String address) {
    try {
      Path path = new Path(URI.create(address));
      return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
    } catch (IllegalArgumentException e) {
      return address;
    }
  }
}
