package io.sparkdeepfm.persist;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers.DoubleDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The summary of a training in {@code summary.json} of a saved model: a record, whose components
 * are the keys. Numbers that are not finite are strings, as {@code "NaN"}, and instants are
 * ISO-8601. Keys that this release does not know are passed over; numbers that an earlier release
 * did not write are NaN.
 */
public final class SummaryFile {
  private static final String FILE = "summary.json";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addDeserializer(Instant.class, new InstantReader())
                  .addDeserializer(double.class, new DoubleDeserializer(double.class, Double.NaN)))
          .build();

  private SummaryFile() {}

  /**
   * A summary, or a part of one, as indented JSON that ends with a line break.
   *
   * @param summary a record
   * @throws IllegalStateException if it has no JSON form
   */
  public static String toJson(Object summary) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(summary) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          String.format(
              "A summary of %s has no JSON form (%s).",
              summary.getClass().getName(), e.getOriginalMessage()),
          e);
    }
  }

  static void write(FileSystem files, Path model, String json) throws IOException {
    TextFile.write(files, new Path(model, FILE), json);
  }

  /**
   * The summary in a model's directory; empty where there is none, as in models of format versions
   * 1 and 2.
   *
   * @throws IllegalArgumentException if the file is damaged
   */
  static <T> Optional<T> read(FileSystem files, Path model, Class<T> type) {
    Path file = new Path(model, FILE);
    try {
      return files.exists(file)
          ? Optional.of(MAPPER.readValue(TextFile.read(files, file), type))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      throw CorruptModel.because(
          e, file, "is not the summary of a training (%s)", e.getOriginalMessage());
    } catch (IOException e) {
      throw CorruptModel.unreadable(file, e);
    }
  }

  /** Reads an instant as {@link Instant#toString} writes it. */
  private static final class InstantReader extends StdDeserializer<Instant> {
    InstantReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = parser.getText();
      try {
        return Instant.parse(text);
      } catch (RuntimeException e) {
        return (Instant) context.handleWeirdStringValue(Instant.class, text, "no instant");
      }
    }
  }
}
