package io.sparkdeepfm.cli.input;

import io.sparkdeepfm.cli.input.UserMistake.Sentence;
import io.sparkdeepfm.data.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * The beginning of an input's first file that is not empty, from which the dialect of its text is
 * told, and files that are no text at all.
 */
final class TextSample {
  private static final int LENGTH = 1 << 20;

  /** How files begin that people take for text, and what to do about them. */
  private static final Map<String, String> MAGIC = new LinkedHashMap<>();

  static {
    MAGIC.put("PK\3\4", "is a zip archive or a workbook; unpack it, or save it as text");
    MAGIC.put("\u001f\u008b", "is compressed by gzip, but its name does not say so; name it .gz");
    MAGIC.put("PAR1", "is a Parquet file; say --format parquet");
    MAGIC.put("BZh", "is compressed by bzip2, but its name does not say so; name it .bz2");
    MAGIC.put("(\u00b5/\u00fd", "is compressed by zstd; unpack it, or name it .zst");
    MAGIC.put("\u00d0\u00cf\u0011\u00e0", "is a workbook; save it as text");
  }

  private TextSample() {}

  /**
   * The sample without a byte order mark; empty where all files are empty.
   *
   * @param source how messages name the input
   * @param files of the input
   * @throws IllegalArgumentException if the file is no text of the character set
   */
  static String read(InputPath source, List<Path> files, Charset charset, Configuration hadoop) {
    for (Path file : files) {
      byte[] bytes = bytes(source, file, hadoop);
      if (bytes.length > 0) {
        return text(source, file, bytes, charset);
      }
    }
    return "";
  }

  private static byte[] bytes(InputPath source, Path file, Configuration hadoop) {
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(file);
    try (InputStream raw = file.getFileSystem(hadoop).open(file);
        InputStream in = codec == null ? raw : codec.createInputStream(raw)) {
      return in.readNBytes(LENGTH);
    } catch (IOException e) {
      throw Refusal.because(
          e, "%s: file '%s' cannot be read: %s", source, file, Sentence.of(Sentence.root(e)));
    }
  }

  private static String text(InputPath source, Path file, byte[] bytes, Charset charset) {
    String start = new String(bytes, 0, Math.min(bytes.length, 4), Charset.forName("ISO-8859-1"));
    MAGIC.forEach(
        (magic, problem) -> {
          if (start.startsWith(magic)) {
            throw wrong(source, file, problem);
          }
        });
    String text = decoded(source, file, bytes, charset);
    if (text.indexOf('\0') >= 0) {
      throw wrong(
          source, file, "is no text in " + charset + "; convert it, or name its --encoding");
    }
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /** A character that the end of the sample cuts is left out. */
  private static String decoded(InputPath source, Path file, byte[] bytes, Charset charset) {
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate((int) (bytes.length * (double) decoder.maxCharsPerByte()));
    CoderResult result = decoder.decode(in, out, bytes.length < LENGTH);
    if (result.isError()) {
      throw wrong(
          source,
          file,
          String.format(
              "is not in the encoding %s at its byte %d; name its --encoding, for example GBK or"
                  + " ISO-8859-1",
              charset, in.position() + 1));
    }
    return out.flip().toString();
  }

  private static IllegalArgumentException wrong(InputPath source, Path file, String problem) {
    return Refusal.of("%s: file '%s' %s.", source, file.toUri().getPath(), problem);
  }
}
