package io.sparkdeepfm.cli;

import java.io.Console;

/** Whether a person watches the output. */
final class Terminal {
  private Terminal() {}

  /** From JDK 22 on there is always a console, which then has to be asked. */
  @SuppressWarnings("SystemConsoleNull")
  static boolean isThere() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
