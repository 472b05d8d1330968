/** From a cell to its tokens, and from a token to its index. */
package io.sparkdeepfm.stage.token;
