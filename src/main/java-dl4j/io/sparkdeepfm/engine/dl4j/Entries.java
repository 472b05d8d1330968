package io.sparkdeepfm.engine.dl4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The values of a mini-batch, E places for each of B examples: which field each belongs to (the
 * same for all examples), its embedding row and x. They travel as one matrix B × 3E of floats,
 * {@code [fields | rows | values]}, because a layer has one input; places that an example does not
 * need have x = 0.
 */
final class Entries {
  /** Rows from here on are not exact as floats. */
  static final int MAX_ROWS = 1 << 24;

  private final long examples;
  private final long places;
  private final INDArray rows; // B·E
  private final INDArray fieldPlaces; // F × E, 1 where a place is of a field; null: the identity
  private final INDArray values; // x, B·E × 1

  Entries(INDArray input, int numFields) {
    examples = input.size(0);
    places = input.size(1) / 3;
    rows = part(input, 1).castTo(DataType.INT32);
    values = part(input, 2).reshape('c', examples * places, 1);
    fieldPlaces = fieldPlaces(input, numFields);
  }

  private INDArray fieldPlaces(INDArray input, int numFields) {
    float[] fields = columns(input, 0).getRow(0).dup('c').data().asFloat();
    boolean identity = fields.length == numFields;
    float[] ones = new float[numFields * fields.length];
    for (int place = 0; place < fields.length; place++) {
      identity &= fields[place] == place;
      ones[((int) fields[place]) * fields.length + place] = 1f;
    }
    return identity ? null : Nd4j.createFromArray(ones).reshape('c', numFields, fields.length);
  }

  private INDArray columns(INDArray input, int part) {
    return input.get(NDArrayIndex.all(), NDArrayIndex.interval(part * places, (part + 1) * places));
  }

  private INDArray part(INDArray input, int part) {
    return columns(input, part).dup('c').reshape(examples * places);
  }

  long examples() {
    return examples;
  }

  long places() {
    return places;
  }

  /** x·row of each entry, B·E × (D + 1). */
  INDArray lookUp(INDArray tables) {
    INDArray found = Nd4j.createUninitialized(tables.dataType(), rows.length(), tables.size(1));
    Nd4j.exec(
        DynamicCustomOp.builder("gather")
            .addInputs(tables, rows)
            .addOutputs(found)
            .addIntegerArguments(0)
            .build());
    return found.muliColumnVector(values);
  }

  /** Writes Σ x·gradient of the entries of each row to the row, 0 where there is none. */
  void addUpByRow(INDArray gradients, INDArray target) {
    target.assign(0);
    Nd4j.exec(
        DynamicCustomOp.builder("scatter_add")
            .addInputs(target, rows, gradients.muliColumnVector(values))
            .addOutputs(target)
            .addBooleanArguments(true) // locked: else threads would add to one row at a time
            .build());
  }

  /** Σ over the entries of each field of each example, B·F × columns. */
  INDArray addUpByField(INDArray entries) {
    return fieldPlaces == null ? entries : multiply(fieldPlaces, entries);
  }

  /** For each entry what its field has in its example, B·E × columns. */
  INDArray ofFields(INDArray perField) {
    return fieldPlaces == null ? perField : multiply(fieldPlaces.transpose(), perField);
  }

  /** matrix · block for each example's block of rows, by one product. */
  private INDArray multiply(INDArray matrix, INDArray blocks) {
    long inner = matrix.size(1);
    long outer = matrix.size(0);
    long width = blocks.size(1);
    INDArray sideBySide = blocks.reshape('c', examples, inner, width).permute(1, 0, 2).dup('c');
    return matrix
        .mmul(sideBySide.reshape('c', inner, examples * width))
        .dup('c')
        .reshape('c', outer, examples, width)
        .permute(1, 0, 2)
        .dup('c')
        .reshape('c', examples * outer, width);
  }

  /** Σ over the entries of each example, B × columns. */
  INDArray addUpByExample(INDArray entries) {
    return entries.reshape('c', examples, places, entries.size(1)).sum(1);
  }

  /** For each entry what its example has, B·E × columns. */
  INDArray ofExamples(INDArray perExample) {
    return perExample.dup('c').repeat(0, places);
  }
}
