package io.sparkdeepfm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Random damage to files, JSON and directories; each change returns what it did. */
final class Mutations {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What hostile or broken files have in them. */
  private static final String[] TEXTS = {
    "\0",
    "\u001b[2J",
    "\"",
    "\\",
    ",",
    "\n",
    "\r",
    "\ufeff",
    "\ud83d\ude00",
    "NaN",
    "1e999",
    "-1",
    "{",
    "]",
    "'",
    "..",
    "${x}",
    "%s",
    "\u202e",
    "999999999999999999999"
  };

  private final Random random;

  Mutations(Random random) {
    this.random = random;
  }

  <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  /** Bytes with one change. */
  byte[] bytes(byte[] old) {
    byte[] bytes = old.clone();
    int place = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
    switch (random.nextInt(6)) {
      case 0 -> flip(bytes, place);
      case 1 -> bytes = Arrays.copyOf(bytes, place);
      case 2 -> Arrays.fill(bytes, place, Math.min(bytes.length, place + 16), (byte) 0);
      case 3 -> bytes = insert(bytes, place, text().getBytes(StandardCharsets.UTF_8));
      case 4 -> bytes = insert(bytes, place, new byte[] {(byte) 0xc3, (byte) 0x28});
      default -> bytes = insert(bytes, place, Arrays.copyOfRange(bytes, 0, bytes.length / 2));
    }
    return bytes;
  }

  private void flip(byte[] bytes, int place) {
    if (bytes.length > 0) {
      bytes[place] ^= (byte) (1 << random.nextInt(8));
    }
  }

  private static byte[] insert(byte[] bytes, int place, byte[] more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, place);
    out.writeBytes(more);
    out.write(bytes, place, bytes.length - place);
    return out.toByteArray();
  }

  /** JSON with one value, key or order changed. */
  String json(String old) throws IOException {
    JsonNode root = JSON.readTree(old);
    List<JsonNode> containers = new ArrayList<>();
    collect(root, containers);
    JsonNode container = one(containers);
    if (container instanceof ObjectNode object) {
      change(object);
    } else {
      change((ArrayNode) container);
    }
    return JSON.writeValueAsString(root);
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode() && !node.isEmpty()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }

  private void change(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    String name = one(names);
    switch (random.nextInt(4)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(name + "x", object.remove(name));
      default -> object.set(name, changed(object.get(name)));
    }
  }

  private void change(ArrayNode array) {
    int i = random.nextInt(array.size());
    switch (random.nextInt(4)) {
      case 0 -> array.remove(i);
      case 1 -> array.add(array.get(i).deepCopy());
      case 2 -> array.insert(0, array.remove(i));
      default -> array.set(i, changed(array.get(i)));
    }
  }

  private JsonNode changed(JsonNode value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (random.nextInt(6)) {
      case 0 -> nodes.nullNode();
      case 1 -> deep(value);
      case 2 -> nodes.textNode(value.asText() + text());
      default -> likewise(value, nodes);
    };
  }

  /** Another value of the same type. */
  private JsonNode likewise(JsonNode value, JsonNodeFactory nodes) {
    if (value.isNumber()) {
      double[] numbers = {-value.asDouble(), value.asDouble() + 1, 1e308, 0, 2147483648.0, 0.5};
      return nodes.numberNode(numbers[random.nextInt(numbers.length)]);
    }
    if (value.isBoolean()) {
      return nodes.booleanNode(!value.asBoolean());
    }
    return value.isTextual() ? nodes.textNode(text()) : nodes.numberNode(7);
  }

  private JsonNode deep(JsonNode value) {
    JsonNode deep = value;
    for (int i = random.nextInt(600); i >= 0; i--) {
      deep = JsonNodeFactory.instance.arrayNode().add(deep);
    }
    return deep;
  }

  /** One change to a file or directory below a directory; says which. */
  String directory(Path root) throws IOException {
    Path file = one(files(root));
    String name = root.relativize(file).toString();
    switch (random.nextInt(9)) {
      case 0 -> {
        Files.delete(file);
        return "delete " + name;
      }
      case 1 -> {
        Path other = one(files(root));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Files.readAllBytes(other));
        Files.write(other, bytes);
        return "swap " + name + " and " + root.relativize(other);
      }
      case 2 -> {
        Path copy = file.resolveSibling("part-00009" + name.substring(name.length() - 8));
        Files.write(copy, Files.readAllBytes(file));
        return "copy " + name;
      }
      case 3 -> {
        Path directory = one(directories(root));
        Files.move(directory, directory.resolveSibling(directory.getFileName() + "x"));
        return "rename " + root.relativize(directory);
      }
      case 4, 5, 6 -> {
        Path metadata =
            one(files(root).stream().filter(f -> f.toString().contains("metadata")).toList());
        Files.writeString(metadata, json(Files.readString(metadata)) + "\n");
        return "json " + root.relativize(metadata);
      }
      default -> {
        Files.write(file, bytes(Files.readAllBytes(file)));
        return "bytes " + name;
      }
    }
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().equals("_SUCCESS"))
          .sorted()
          .toList();
    }
  }

  private static List<Path> directories(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> Files.isDirectory(file) && !file.equals(root))
          .sorted(Comparator.naturalOrder())
          .toList();
    }
  }
}
