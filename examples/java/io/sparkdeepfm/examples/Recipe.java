package io.sparkdeepfm.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The Params of a training, from a file with a line {@code param=value} each, # for comments. */
final class Recipe {
  private final Path folder;
  private final Map<String, String> values = new LinkedHashMap<>();

  private Recipe(Path folder) {
    this.folder = folder;
  }

  /**
   * @param folder with the recipe and its fields.json
   * @param name of the file, without the ending .txt
   * @throws IllegalArgumentException if there is no such recipe, or a line says no value
   */
  static Recipe read(Path folder, String name) throws IOException {
    Path file = folder.resolve(name + ".txt");
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          String.format("There is no recipe '%s': the file %s does not exist.", name, file));
    }
    Recipe recipe = new Recipe(folder);
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        recipe.set(line);
      }
    }
    return recipe;
  }

  /** Sets a Param, whether or not the file did. */
  void set(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(
          String.format("'%s' sets no parameter; say param=value.", assignment));
    }
    values.put(assignment.substring(0, equals).strip(), assignment.substring(equals + 1).strip());
  }

  /** The fields.json beside the recipe. */
  Path fields() {
    return folder.resolve("fields.json");
  }

  /**
   * Sets them on a stage.
   *
   * @throws java.util.NoSuchElementException if it has no such Param
   */
  void setOn(Params stage) {
    values.forEach(
        (name, text) -> {
          Param<?> param = stage.getParam(name);
          stage.set(name, value(param, text));
        });
  }

  private static Object value(Param<?> param, String text) {
    if (param.getClass() == Param.class) {
      return text;
    }
    return param.jsonDecode(param instanceof IntArrayParam ? "[" + text + "]" : text);
  }

  /** As options of the command {@code train}. */
  List<String> options() {
    List<String> options = new ArrayList<>();
    values.forEach((param, value) -> options.addAll(List.of("--set", param + "=" + value)));
    return options;
  }
}
