package io.sparkdeepfm.train;

import java.io.Serializable;

/**
 * What is known after an epoch.
 *
 * @param epoch from 1
 * @param loss weighted mean loss of the training examples, each before its step
 * @param validationLogLoss of the validation examples after the epoch; NaN without such, and for
 *     regressions
 * @param validationAuc of the validation examples after the epoch; NaN likewise
 * @param validationError of a regression's validation examples after the epoch: their root mean
 *     squared error, or mean Poisson deviance with that loss; NaN without such, and for classifiers
 * @param learningRate of the layers in the epoch's last step
 * @param seconds that training took, without validation
 * @param examplesPerSecond examples / seconds
 * @param computeShare share in (0, 1] of the workers' time in which they made steps; the rest is
 *     reading and shuffling examples, the exchange of parameters, Spark's scheduling, waiting for
 *     the slowest worker, and what was lost with an executor
 * @param rounds in which parameters were exchanged
 * @param bytesExchanged parameters from and to the workers, in all rounds together
 */
public record EpochMetrics(
    int epoch,
    double loss,
    double validationLogLoss,
    double validationAuc,
    double validationError,
    double learningRate,
    double seconds,
    double examplesPerSecond,
    double computeShare,
    int rounds,
    long bytesExchanged)
    implements Serializable {
  /** Mean bytes exchanged per averaging round; 0 without rounds. */
  public double bytesPerRound() {
    return rounds == 0 ? 0 : (double) bytesExchanged / rounds;
  }
}
