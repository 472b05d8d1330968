package io.sparkdeepfm.cli.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sparkdeepfm.cli.input.InputOptions.Format;
import org.junit.jupiter.api.Test;

class InputOptionsTest {
  private static InputOptions of(Format format) {
    InputOptions options = new InputOptions();
    options.format = format;
    return options;
  }

  private static String messageOf(InputOptions options) {
    return assertThrows(IllegalArgumentException.class, options::check).getMessage();
  }

  @Test
  void aDelimiterIsForCsvOnly() {
    InputOptions options = of(Format.PARQUET);
    options.delimiter = ";";
    assertEquals("--delimiter is only for --format csv.", messageOf(options));
  }

  @Test
  void aTabMayBeWrittenAsBackslashT() {
    InputOptions options = of(Format.CSV);
    assertEquals(",", options.delimiterOrComma());
    options.delimiter = "\\t";
    assertEquals("\t", options.delimiterOrComma());
  }

  @Test
  void libsvmHasNoFieldsFile() {
    InputOptions options = of(Format.LIBSVM);
    options.fields = "fields.json";
    assertEquals(
        "--fields is not for --format libsvm, whose rows are features already; say --set"
            + " fieldSizes=… instead.",
        messageOf(options));
  }

  @Test
  void onlySomeFormatsNameTheLabelThemselves() {
    assertEquals("label", of(Format.CRITEO).labelColumn(null));
    assertEquals("y", of(Format.LIBSVM).labelColumn("y"));
    assertEquals(
        "--label COLUMN is missing: which column is 0 or 1?",
        assertThrows(IllegalArgumentException.class, () -> of(Format.CSV).labelColumn(null))
            .getMessage());
  }
}
