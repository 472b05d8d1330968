/** Encoded examples in primitive arrays; knows nothing of Spark. */
package io.sparkdeepfm.data;
