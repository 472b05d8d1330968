package io.sparkdeepfm.evaluation;

/** How much a group's AUC counts in the average over groups. */
enum GroupWeighting {
  /** As the weights of its rows together: the paper's number of impressions. */
  EXAMPLES,
  /** As the weights of its positives: the paper's alternative, clicks. */
  POSITIVES,
  EQUAL
}
