package io.sparkdeepfm.data;

import java.util.Arrays;
import java.util.Locale;

/** The names under which users write enum constants in Params and JSON files. */
public final class EnumNames {
  private EnumNames() {}

  /**
   * The user-facing name of a constant: {@code SQRTN} is written {@code sqrtn}, and {@code
   * LEAKY_RELU} is written {@code leakyRelu}.
   */
  public static String nameOf(Enum<?> constant) {
    String[] words = constant.name().toLowerCase(Locale.ROOT).split("_", -1);
    StringBuilder name = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      name.append(words[i].substring(0, 1).toUpperCase(Locale.ROOT)).append(words[i].substring(1));
    }
    return name.toString();
  }

  /** All user-facing names of an enum, in order of declaration. */
  public static <E extends Enum<E>> String[] namesOf(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(EnumNames::nameOf).toArray(String[]::new);
  }

  /** Whether {@link #parse} knows a name; null is none. */
  public static <E extends Enum<E>> boolean isName(Class<E> type, String name) {
    return Arrays.stream(namesOf(type)).anyMatch(known -> known.equalsIgnoreCase(name));
  }

  /**
   * The constant with a user-facing name, whatever the case of its letters.
   *
   * @param what the name of the option, for the message
   * @throws IllegalArgumentException if there is no such constant; the message lists the names
   */
  public static <E extends Enum<E>> E parse(Class<E> type, String what, String name) {
    for (E constant : type.getEnumConstants()) {
      if (nameOf(constant).equalsIgnoreCase(name)) {
        return constant;
      }
    }
    throw Refusal.of(
        "%s is '%s', but must be one of %s.", what, name, String.join(", ", namesOf(type)));
  }
}
