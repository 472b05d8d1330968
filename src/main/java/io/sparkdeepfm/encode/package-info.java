/** Rows of a DataFrame become example blocks: checked, counted, dealt out to the workers. */
package io.sparkdeepfm.encode;
