package io.sparkdeepfm.stage.token;

import io.sparkdeepfm.catalyst.CellFunction;
import io.sparkdeepfm.catalyst.InternalVectors;
import io.sparkdeepfm.data.Murmur3;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Encodes the tokens of a cell as an index or as a vector of weights; null for null.
 *
 * @param <R> the result as Spark holds it
 */
public sealed interface EncodeTokens<R> extends CellFunction<R> {
  TokenColumn column();

  /** The function for a column: an index where a cell is one token, else a vector. */
  static EncodeTokens<?> of(TokenColumn column, TokenEncoder encoder) {
    return column.multiValued()
        ? new TokenVector(column, encoder)
        : new TokenIndex(column, encoder);
  }

  @Override
  default DataType[] inputTypes() {
    return new DataType[] {column().type()};
  }

  /**
   * The index of the one token of a cell; null for null.
   *
   * @param column of single values
   */
  record TokenIndex(TokenColumn column, TokenEncoder encoder) implements EncodeTokens<Integer> {
    @Override
    public DataType resultType() {
      return DataTypes.IntegerType;
    }

    @Override
    public Integer produceResult(InternalRow cell) {
      if (cell.isNullAt(0)) {
        return null;
      }
      Found found = new Found(encoder);
      column.reader().read(cell, 0, found);
      return found.index;
    }

    /** Made per cell: Spark may share a function between threads. */
    private static final class Found implements TokenReader.Sink {
      private final TokenEncoder encoder;
      private int index;

      Found(TokenEncoder encoder) {
        this.encoder = encoder;
      }

      @Override
      public void accept(byte[] source, int begin, int end, double weight) {
        index = encoder.indexOf(source, begin, end);
      }
    }
  }

  /**
   * The sparse vector of the summed weights of a cell's tokens; null for null.
   *
   * @param column of several values
   */
  record TokenVector(TokenColumn column, TokenEncoder encoder)
      implements EncodeTokens<InternalRow> {
    @Override
    public DataType resultType() {
      return SQLDataTypes.VectorType();
    }

    @Override
    public InternalRow produceResult(InternalRow cell) {
      if (cell.isNullAt(0)) {
        return null;
      }
      WeightedIndices indices = new WeightedIndices();
      column
          .reader()
          .read(
              cell,
              0,
              (source, begin, end, weight) ->
                  indices.add(encoder.indexOf(source, begin, end), weight));
      return InternalVectors.toRow(indices.toVector(encoder.size()));
    }

    /**
     * Collects indices with weights, in any order, for one sparse vector; weights of one index add
     * up.
     */
    private static final class WeightedIndices {
      private int[] indices = new int[8];
      private double[] weights = new double[8];
      private int length;

      void add(int index, double weight) {
        if (length == indices.length) {
          indices = Arrays.copyOf(indices, length * 2);
          weights = Arrays.copyOf(weights, length * 2);
        }
        indices[length] = index;
        weights[length++] = weight;
      }

      /**
       * @param size length of the vector
       */
      Vector toVector(int size) {
        long[] order = new long[length]; // index, then position: sums run in the order of the cell
        for (int i = 0; i < length; i++) {
          order[i] = (long) indices[i] << 32 | i;
        }
        Arrays.sort(order);
        int[] outIndices = new int[length];
        double[] outValues = new double[length];
        int n = 0;
        for (int i = 0; i < length; ) {
          int index = (int) (order[i] >>> 32);
          double sum = 0;
          for (; i < length && (int) (order[i] >>> 32) == index; i++) {
            sum += weights[(int) order[i]];
          }
          outIndices[n] = index;
          outValues[n] = sum;
          n += sum == 0 ? 0 : 1;
        }
        return Vectors.sparse(size, Arrays.copyOf(outIndices, n), Arrays.copyOf(outValues, n));
      }
    }
  }

  /** Turns tokens into feature indices. */
  interface TokenEncoder extends Serializable {
    /** Index of the token whose UTF-8 is {@code source[begin, end)}, below {@link #size}. */
    int indexOf(byte[] source, int begin, int end);

    /** Number of indices. */
    int size();

    /** Looks tokens up in one of the vocabularies that were broadcast; 0 is the unknown. */
    final class Lookup implements TokenEncoder {
      private final Broadcast<TokenTable[]> tables;
      private final int vocabulary;
      private final int size;

      /** The table once fetched: {@code Broadcast.value} is too slow to be called per cell. */
      private transient TokenTable table;

      public Lookup(Broadcast<TokenTable[]> tables, int vocabulary, int size) {
        this.tables = tables;
        this.vocabulary = vocabulary;
        this.size = size;
      }

      @Override
      public int indexOf(byte[] source, int begin, int end) {
        TokenTable fetched = table;
        if (fetched == null) {
          fetched = tables.value()[vocabulary];
          table = fetched;
        }
        return fetched.find(source, begin, end) + 1;
      }

      @Override
      public int size() {
        return size;
      }
    }

    /**
     * Hashes tokens into buckets.
     *
     * @param seed of the hash function
     * @param size number of buckets
     */
    record Hash(int seed, int size) implements TokenEncoder {
      /** The seed that belongs to a vocabulary is the hash of its name with seed 0. */
      public static Hash ofVocabulary(String name, int numBuckets) {
        return new Hash(Murmur3.hash(name, 0), numBuckets);
      }

      @Override
      public int indexOf(byte[] source, int begin, int end) {
        return Math.floorMod(Murmur3.hash(source, begin, end, seed), size);
      }
    }
  }
}
