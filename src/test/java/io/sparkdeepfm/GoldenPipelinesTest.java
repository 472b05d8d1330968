package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one line of Spark has saved, the other loads, with the same bits. */
@Tag("spark")
@Tag("spark4")
class GoldenPipelinesTest {
  @ParameterizedTest
  @ValueSource(strings = {"3", "4"})
  void aPipelineThatEitherLineHasSavedGivesTheSame(String line) throws IOException {
    List<String> expected = Files.readAllLines(GoldenPipelines.expected(line));
    List<String> told =
        GoldenPipelines.told(
            PipelineModel.read()
                .session(SharedSpark.get())
                .load(GoldenPipelines.pipeline(line).toString()));
    assertEquals(expected.subList(0, 2), told.subList(0, 2));
    String[] then = expected.get(2).split(" ", -1);
    String[] now = told.get(2).split(" ", -1);
    assertEquals(then.length, now.length);
    for (int i = 0; i < then.length; i++) {
      // Matrix products round differently from processor to processor.
      assertEquals(Double.parseDouble(then[i]), Double.parseDouble(now[i]), 1e-6);
    }
  }
}
