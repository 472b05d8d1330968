/** The loss and the optimizers, on plain arrays; knows nothing of Spark or of the model's shape. */
package io.sparkdeepfm.optim;
