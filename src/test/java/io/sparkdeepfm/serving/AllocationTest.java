package io.sparkdeepfm.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.testing.TinyServed;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The typed path allocates nothing per row once all lengths were seen. */
class AllocationTest {
  private static final String[] SITES = {"token1", "token22", "köln", "never"};
  private static final String[] APPS = {"token1:1,token2", "token3", ""};

  @TempDir Path folder;

  private static double score(ScoringRow row, int i) {
    row.set(0, 20L + i % 50);
    row.set(1, i / 7.0);
    row.set(2, SITES[i % SITES.length]);
    row.add(3, SITES[(i + 1) % SITES.length], 2);
    row.add(3, SITES[(i + 2) % SITES.length], 0.5);
    row.set(4, (long) i);
    row.set(5, i % 24);
    return row.logit();
  }

  private static double scoreAll(ScoringRow row) {
    double sum = 0;
    for (int i = 0; i < 20_000; i++) {
      sum += score(row, i);
    }
    return sum;
  }

  @Test
  void nothingIsAllocatedPerRow() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Scorer scorer =
        Scorer.load(
            TinyServed.write(TinyServed.model(500, Loss.LOG), folder.resolve("model.serving")));
    ScoringRow row = scorer.newRow();
    double expected = scoreAll(row);
    long thread = Thread.currentThread().getId();
    threads.getThreadAllocatedBytes(thread);
    long before = threads.getThreadAllocatedBytes(thread);
    double sum = scoreAll(row);
    long after = threads.getThreadAllocatedBytes(thread);
    assertEquals(0, (after - before) / 20_000, "bytes per row of " + (after - before));
    assertEquals(expected, sum);
  }

  /** Calls of native code make a few small objects per request, however many candidates it has. */
  @Test
  void whatARequestAllocatesDoesNotGrowWithItsCandidates() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Scorer scorer = Scorer.of(TinyServed.model(500, Loss.LOG));
    Candidates.Batch batch = scorer.candidates("age", "hour").newBatch(50);
    double expected = rank(batch, 200);
    long thread = Thread.currentThread().getId();
    threads.getThreadAllocatedBytes(thread);
    long before = threads.getThreadAllocatedBytes(thread);
    double sum = rank(batch, 200);
    long after = threads.getThreadAllocatedBytes(thread);
    assertTrue((after - before) / 200 < 4_096, "bytes per request: " + (after - before) / 200);
    assertEquals(expected, sum);
  }

  private static double rank(Candidates.Batch batch, int users) {
    double sum = 0;
    for (int user = 0; user < users; user++) {
      batch.common().set(0, 20L + user % 40);
      batch.common().set(1, user % 24);
      for (int i = 0; i < 50; i++) {
        batch.candidates().set(0, i / 50.0);
        batch.candidates().set(1, SITES[i % SITES.length]);
        batch.candidates().set(2, APPS[i % APPS.length]);
        batch.candidates().next();
      }
      for (double logit : batch.logits()) {
        sum += logit;
      }
    }
    return sum;
  }
}
