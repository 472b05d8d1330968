package io.sparkdeepfm.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML and the SVG within it. Whatever is not a name of a tag or an attribute is escaped
 * here, once: column names come from users.
 */
final class Markup {
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** The document type that makes browsers keep to the standard. */
  static Markup document() {
    Markup markup = new Markup();
    markup.out.append("<!DOCTYPE html>\n");
    return markup;
  }

  /**
   * Begins an element, to be ended by {@link #close}.
   *
   * @param attributes name, value, name, value …; a Double is a coordinate
   */
  Markup open(String tag, Object... attributes) {
    start(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  private void start(String tag, Object... attributes) {
    if (attributes.length % 2 != 0) {
      throw new IllegalArgumentException("Attribute " + attributes[attributes.length - 1]);
    }
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      Object value = attributes[i + 1];
      String text = value instanceof Double place ? Numbers.pixel(place) : value.toString();
      out.append(' ').append(attributes[i]).append("=\"").append(escape(text)).append('"');
    }
  }

  /** Ends the element that was begun last. */
  Markup close() {
    String tag = open.pop();
    out.append("</").append(tag).append(">\n");
    return this;
  }

  Markup text(String text) {
    out.append(escape(text));
    return this;
  }

  /** An element of nothing but text. */
  Markup element(String tag, String text, Object... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** An element without content: of SVG, or one of HTML's that has no end tag. */
  Markup leaf(String tag, Object... attributes) {
    start(tag, attributes);
    out.append("/>\n");
    return this;
  }

  /** A style sheet of ours, which holds no {@code <}. */
  Markup style(String css) {
    out.append("<style>\n").append(css).append("</style>\n");
    return this;
  }

  /**
   * @throws IllegalStateException if an element is still open
   */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("Open elements: " + open);
    }
    return out.toString();
  }

  /** Safe as text and within double quotes; control characters, which HTML forbids, become �. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  private static boolean isAllowed(int c) {
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    return c == '\n' || c == '\t' || !(Character.isISOControl(c) || surrogate);
  }
}
