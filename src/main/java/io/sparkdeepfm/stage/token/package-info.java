/**
 * From a cell to its tokens, and from a token to its index: {@link
 * io.sparkdeepfm.stage.token.TokenColumn} says how the cells of a column are read, {@link
 * io.sparkdeepfm.stage.token.TokenReader} reads them, {@link io.sparkdeepfm.token.TokenEncoder}
 * numbers a token, and {@link io.sparkdeepfm.stage.token.EncodeTokens} is the three as a function
 * that Spark calls.
 */
package io.sparkdeepfm.stage.token;
