package io.sparkdeepfm.evaluation;

/**
 * The average of the AUC of each group, and what it leaves out: groups without both a positive and
 * a negative row of weight above 0, which have no AUC.
 *
 * @param value in [0, 1]; NaN if {@code groups} is 0
 * @param groups number of groups averaged over
 * @param groupsLeftOut number of groups without an AUC
 * @param rowsLeftOut number of rows in these, whatever their weights
 */
public record GroupAuc(double value, long groups, long groupsLeftOut, long rowsLeftOut) {}
