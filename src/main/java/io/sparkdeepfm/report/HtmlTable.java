package io.sparkdeepfm.report;

import java.util.List;

/**
 * A table that scrolls sideways where it is wider than the screen; its first column stays.
 *
 * @param name said to those who cannot see it
 * @param columns from left to right
 * @param rows a cell per column
 */
record HtmlTable(String name, List<Column> columns, List<Row> rows) {
  /**
   * A column.
   *
   * @param numeric whether its cells are numbers, which line up at the right
   */
  record Column(String title, boolean numeric) {
    static Column text(String title) {
      return new Column(title, false);
    }

    static Column number(String title) {
      return new Column(title, true);
    }
  }

  /**
   * A row.
   *
   * @param marked whether it stands out
   */
  record Row(boolean marked, List<String> cells) {
    static Row of(String... cells) {
      return new Row(false, List.of(cells));
    }
  }

  void write(Markup out) {
    // Whatever scrolls must be reachable by keyboard and have a name.
    out.open("div", "class", "scroll", "role", "region", "aria-label", name, "tabindex", "0");
    out.open("table").open("thead").open("tr");
    for (Column column : columns) {
      out.element("th", column.title(), "scope", "col", "class", style(column));
    }
    out.close().close().open("tbody");
    for (Row row : rows) {
      out.open("tr", "class", row.marked() ? "marked" : "");
      for (int c = 0; c < columns.size(); c++) {
        cell(out, c, row.cells().get(c));
      }
      out.close();
    }
    out.close().close().close();
  }

  private void cell(Markup out, int column, String text) {
    if (column == 0) {
      out.element("th", text, "scope", "row", "class", style(columns.get(0)));
    } else {
      out.element("td", text, "class", style(columns.get(column)));
    }
  }

  private static String style(Column column) {
    return column.numeric() ? "number" : "text";
  }
}
