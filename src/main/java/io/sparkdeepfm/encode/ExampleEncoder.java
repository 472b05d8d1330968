package io.sparkdeepfm.encode;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.ExampleBlockBuilder;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.encode.EncodedData.ExampleColumns;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.Row;
import org.apache.spark.util.CollectionAccumulator;
import scala.Tuple2;

/**
 * Encodes the rows of one partition into blocks to be dealt out, each with a number of its own
 * among all; training examples are mixed first ({@link ExampleMixer}). Rows that cannot be trained
 * on are reported, not thrown: a failing task would be tried four times.
 *
 * <p>Reads rows of features, label, weight and validation indicator, in this order.
 */
final class ExampleEncoder implements Iterator<Tuple2<PieceKey, ExampleBlock>> {
  private final Iterator<Row> rows;
  private final FieldSchema schema;
  private final ExampleColumns columns;
  private final RowRules rules;
  private final int numWorkers;
  private final ExampleMixer mixer;
  private final CollectionAccumulator<String> problems;
  private final ExampleBlockBuilder training;
  private final ExampleBlockBuilder validation;
  private final PieceKey.Dealer trainingDealer;
  private final PieceKey.Dealer validationDealer;
  private final Queue<Tuple2<PieceKey, ExampleBlock>> dealt = new ArrayDeque<>();
  private long place; // of the next row among all
  private boolean reported;

  ExampleEncoder(
      int partition,
      Iterator<Row> rows,
      FieldSchema schema,
      ExampleColumns columns,
      RowRules rules,
      int numWorkers,
      CollectionAccumulator<String> problems) {
    this.rows = rows;
    this.schema = schema;
    this.columns = columns;
    this.rules = rules;
    this.numWorkers = numWorkers;
    this.problems = problems;
    training = new ExampleBlockBuilder(schema, ExampleMixer.BLOCK_SIZE);
    validation = new ExampleBlockBuilder(schema, ExampleMixer.BLOCK_SIZE);
    mixer = new ExampleMixer(ExampleMixer.PIECES_POOL, rules.mixingSeed(partition));
    trainingDealer = new PieceKey.Dealer(numWorkers, partition, rules.mixingSeed(partition));
    validationDealer = new PieceKey.Dealer(numWorkers, partition, rules.mixingSeed(partition));
    place = (long) partition << 32;
  }

  @Override
  public boolean hasNext() {
    while (dealt.isEmpty() && rows.hasNext()) {
      encode(rows.next());
    }
    if (dealt.isEmpty()) {
      flush(training, false);
      flush(validation, true);
      dealt.addAll(trainingDealer.deal(mixer.pieces(numWorkers)));
    }
    return !dealt.isEmpty();
  }

  @Override
  public Tuple2<PieceKey, ExampleBlock> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return dealt.remove();
  }

  private void encode(Row row) {
    long here = place++;
    String problem = RowProblem.of(columns, schema, row);
    if (problem != null) {
      report(problem);
      return;
    }
    double label = row.getDouble(1);
    boolean isValidation = (!row.isNullAt(3) && row.getBoolean(3)) || rules.isValidation(here);
    if (!isValidation && !rules.isKept(here, label)) {
      return;
    }
    ExampleBlockBuilder target = isValidation ? validation : training;
    VectorExamples.add(target, row.getAs(0), label, rules.weight(label, row.getDouble(2)));
    if (target.isFull()) {
      flush(target, isValidation);
    }
  }

  private void report(String problem) {
    if (!reported) {
      problems.add(problem);
      reported = true;
    }
  }

  private void flush(ExampleBlockBuilder builder, boolean isValidation) {
    if (builder.isEmpty()) {
      return;
    }
    ExampleBlock block = builder.build(isValidation);
    if (isValidation) {
      dealt.addAll(validationDealer.deal(List.of(block)));
      return;
    }
    mixer.add(block);
    if (mixer.isFull()) {
      dealt.addAll(trainingDealer.deal(mixer.pieces(numWorkers)));
    }
  }
}
