package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.HeapNeeds;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.optim.Optimizer;

/**
 * The heap that replicas fill: in an executor, for each worker, every row of every embedding table
 * with its optimizer state, {@link TableState}; in the driver, the parameters. What is exchanged
 * depends on the data and is not counted, nor are the examples, which can go to disk.
 */
final class ReplicaMemory {
  private ReplicaMemory() {}

  static HeapNeeds needs(DeepFMConfig config, TrainingConfig training, int workersAtOnce) {
    int rowLength = config.embeddingDim() + 1;
    long rows = config.schema().numEmbeddings();
    long parameters = rows * rowLength + new DenseLayout(config).length();
    Optimizer optimizer = training.embeddings().forRows(rowLength);
    int touches = 1;
    int lastStep = IdleRows.exist(optimizer, training.penaltyMode()) ? 1 : 0;
    long besideRow =
        (long) optimizer.stateLength(rowLength) * optimizer.numStates() + touches + lastStep;
    return new HeapNeeds(
        CpuEngine.NAME,
        parameters,
        (long) Float.BYTES * workersAtOnce * (parameters + rows * besideRow),
        Float.BYTES * parameters,
        "use a smaller embeddingDim or smaller vocabularies");
  }
}
