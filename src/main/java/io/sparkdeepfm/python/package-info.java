/**
 * What the Python package calls and Java callers have no need of: calls that it can follow and
 * stop.
 */
package io.sparkdeepfm.python;
