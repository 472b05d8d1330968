/** Parameters of any size on every executor, without a second copy of them in any heap. */
package io.sparkdeepfm.broadcast;
