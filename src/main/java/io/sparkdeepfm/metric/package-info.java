/** Area under the ROC curve, log loss, calibration and curves from scores and labels; no Spark. */
package io.sparkdeepfm.metric;
