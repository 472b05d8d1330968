package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.testing.SharedSpark;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Partitions of examples that are read by those alone who want examples. */
@Tag("spark")
class LazyBlocksTest {
  @Test
  void aTaskThatAsksForNoBlockReadsNone() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());
    LongAccumulator read = context.sc().longAccumulator();
    JavaRDD<ExampleBlock> stored =
        context
            .parallelize(TrainingFixture.BLOCKS, 2)
            .map(
                block -> {
                  read.add(1);
                  return block;
                });
    JavaRDD<ExampleBlock> lazy =
        LazyBlocks.of(
                new TrainingEngine.Job(
                    stored,
                    List.of(TrainingFixture.WORKER),
                    TrainingFixture.CONFIG,
                    TrainingFixture.training(0),
                    1,
                    null))
            .blocks();
    List<Integer> idle =
        lazy.mapPartitionsWithIndex((index, blocks) -> List.of(index).iterator(), true).collect();
    assertEquals(List.of(0, 1), idle);
    assertEquals(0, read.value());
    List<Integer> sizes = lazy.map(ExampleBlock::size).collect();
    assertEquals(TrainingFixture.BLOCKS.stream().map(ExampleBlock::size).toList(), sizes);
    assertEquals(TrainingFixture.BLOCKS.size(), read.value());
  }
}
