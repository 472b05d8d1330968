package io.sparkdeepfm.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ParameterPageTest {
  @Test
  void thePageSaysWhatTheParamsSay() throws IOException {
    if (Boolean.getBoolean("docs.write")) {
      ParameterPage.write();
    }
    assertEquals(
        ParameterPage.text(),
        Files.readString(ParameterPage.FILE),
        "mvn test -Dtest=ParameterPageTest -Ddocs.write=true writes the page anew");
  }

  @Test
  void everyMeaningIsMoreThanAName() {
    Pattern row = Pattern.compile("\\| `(\\w+)` \\| [^|]+ \\| (.+) \\|");
    long rows =
        ParameterPage.text()
            .lines()
            .map(row::matcher)
            .filter(java.util.regex.Matcher::matches)
            .peek(found -> assertTrue(found.group(2).length() > 10, found.group()))
            .count();
    assertTrue(rows > 70, rows + " rows");
  }
}
