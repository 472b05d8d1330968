package io.sparkdeepfm.examples.samples;

import java.util.List;

/** The README.md of a sample. */
record SampleReadme(Sample sample, long seed) {
  static final String NAME = "README.md";

  /** By which a folder of ours is known. */
  static final String ORIGIN = "Origin: made by `examples/generate-samples.sh` with seed ";

  /**
   * @param bound the best possible AUC and log loss on the file's rows, as text
   */
  record DataFile(String name, int rows, String sha256, String bound) {}

  String text(List<DataFile> files) {
    StringBuilder text = new StringBuilder();
    text.append(String.format("# Sample `%s`%n%n%s%n%n", sample.name(), sample.description()));
    text.append(
        String.format(
            ORIGIN
                + "%d, hence free of other"
                + " people's%nrights. The label is drawn with the probability in `%s`; ranking by it"
                + " gives the best%npossible AUC. About %.0f %% of the labels are 1.%nMade"
                + " again, the rows are the same; the bytes of a Parquet footer may differ.%n%n",
            seed,
            Sample.TRUE_PROBABILITY,
            100 * sample.baseRate()));
    text.append("| file | rows | best possible | SHA-256 |\n| --- | --- | --- | --- |\n");
    for (DataFile file : files) {
      text.append(
          String.format(
              "| `%s` | %,d | %s | `%s` |%n", file.name, file.rows, file.bound, file.sha256));
    }
    text.append("\n| column | type | meaning |\n| --- | --- | --- |\n");
    for (String[] column : sample.columns()) {
      text.append(String.format("| %s | %s | %s |%n", column[0], column[1], column[2]));
    }
    return text.append("\n`fields.json` says how the columns become fields of the model.\n")
        .toString();
  }
}
