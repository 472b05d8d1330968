package io.sparkdeepfm.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MarkupTest {
  @Test
  void textAndAttributesAreEscaped() {
    Markup markup = new Markup();
    markup.element("p", "<b> & \"c\" 'd'", "title", "\"><script>");
    assertEquals(
        "<p title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;</p>\n",
        markup.toString());
  }

  @Test
  void whatHtmlForbidsIsReplaced() {
    assertEquals("a\uFFFDb\uFFFD\uFFFDc\n\t", Markup.escape("a\u0000b\u0007\uD800c\n\t"));
    assertEquals("日本語 😀 é", Markup.escape("日本語 😀 é"));
  }

  @Test
  void elementsNest() {
    Markup markup = new Markup().open("g").leaf("line", "x1", "0").close();
    assertEquals("<g><line x1=\"0\"/>\n</g>\n", markup.toString());
  }

  @Test
  void anOpenElementIsAnError() {
    assertThrows(IllegalStateException.class, () -> new Markup().open("g").toString());
  }

  @Test
  void anAttributeWithoutValueIsAnError() {
    assertThrows(IllegalArgumentException.class, () -> new Markup().open("g", "id"));
  }
}
